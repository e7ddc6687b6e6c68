// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "dataplane/service_class.h"
#include "policy/snapshot.h"

namespace sluice {

// What happened to the packets of a row.
enum class UsageKind : uint8_t {
    left,           // by its port, or into a queue on the way there
    dropped,        // by a rule
    over_rate,      // dropped by a police rule
    marked,         // by a rule; it is among those that left, too
    queue_dropped,  // by a queue: among those that left it is to be taken back
    ce_marked,      // by a queue (RFC 3168, section 5); it is among those that left, too
};
std::string_view name(UsageKind kind);

// What one subscriber's packets of a kind came to, since that was last taken. Bytes are the IP
// layer's. A packet that a queue drops may come earlier than what it is to be taken back from.
struct UsageRow {
    uint32_t record = 0;  // Subscribers' number of who it is
    uint32_t rule = Decision::kNoRule;
    uint32_t snapshot = 0;         // number of the one that the rule is of
    Label label = Label::unknown;  // a root of the tree
    Direction direction = Direction::up;
    ServiceClass service_class = ServiceClass::standard;  // of what left or was in a queue
    UsageKind kind = UsageKind::left;
    uint64_t packets = 0;
    uint64_t bytes = 0;

    bool is_of_rule() const {
        return kind == UsageKind::dropped || kind == UsageKind::over_rate ||
               kind == UsageKind::marked;
    }
};
static_assert(sizeof(UsageRow) == 32, "16 bytes tell rows apart, without padding");

// What a row says of what really left; less than nothing where a queue dropped it later.
struct UsageChange {
    int64_t packets = 0;
    int64_t bytes = 0;
};
constexpr UsageChange change_of_left(const UsageRow& row) {
    const auto packets = static_cast<int64_t>(row.packets);
    const auto bytes = static_cast<int64_t>(row.bytes);
    switch (row.kind) {
        case UsageKind::left:
            return {packets, bytes};
        case UsageKind::queue_dropped:
            return {-packets, -bytes};
        default:
            return {};
    }
}

}  // namespace sluice
