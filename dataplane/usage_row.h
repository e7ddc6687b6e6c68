// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "dataplane/service_class.h"
#include "policy/snapshot.h"

namespace sluice {

// What a rule did to a packet, beside letting it pass.
enum class RuleEffect : uint8_t {
    dropped,
    over_rate,  // dropped by a police rule
    marked,
};
std::string_view name(RuleEffect effect);

// What one subscriber's packets of a kind came to, since that was last taken. Two kinds of row: of
// packets that left (no rule), and of packets that a rule did something to. What a rule marked is
// in both. Bytes are the IP layer's.
struct UsageRow {
    uint32_t record = 0;  // Subscribers' number of who it is
    uint32_t rule = Decision::kNoRule;
    uint32_t snapshot = 0;         // number of the one that the rule is of
    Label label = Label::unknown;  // a root of the tree
    Direction direction = Direction::up;
    ServiceClass service_class = ServiceClass::standard;  // of what left
    RuleEffect effect = RuleEffect::dropped;              // of a rule
    uint64_t packets = 0;
    uint64_t bytes = 0;
};
static_assert(sizeof(UsageRow) == 32, "16 bytes tell rows apart, without padding");

}  // namespace sluice
