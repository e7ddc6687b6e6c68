// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/label.h"

namespace sluice {

// Which IP headers a mark is written to, of a packet in a tunnel. Of others the one that there is.
enum class MarkedHeaders : uint8_t {
    outer = 1,  // which the routers on the way queue by
    inner = 2,  // which is left when the tunnel ends (RFC 2983)
    both = 3,
};

// Whom a reset is sent to.
enum class ResetEnds : uint8_t {
    none = 0,
    subscriber = 1,
    remote = 2,
    both = 3,
};
constexpr bool includes(ResetEnds ends, ResetEnds end) {
    return (static_cast<uint8_t>(ends) & static_cast<uint8_t>(end)) != 0;
}

// TCP by its own segment, uTP by its own (BEP 29); of others nobody can.
inline bool can_reset(uint8_t protocol, Label label) {
    constexpr uint8_t kTcp = 6;
    return protocol == kTcp || within(label, Label::bittorrent_utp);
}

// What happens to a connection beyond a cap. Of one that cannot be reset, reset means drop.
enum class BeyondCap : uint8_t { drop, reset, refuse };

// A cap on how many connections that a rule matches a subscriber has at once (RFC 5594, section 6).
// Those within it go on to the rule's other actions, or are forwarded.
struct ConnectionCap {
    uint32_t most = 0;
    BeyondCap beyond = BeyondCap::drop;

    friend bool operator==(const ConnectionCap&, const ConnectionCap&) = default;
};

// Of all flows of a subscriber, so that one infected home cannot fill the table. What is beyond is
// dropped before it becomes a flow.
struct FlowLimits {
    uint32_t flows = 0;            // at once; 0: no limit
    uint32_t new_flows_per_s = 0;  // 0: no limit; as many may come at once after a silence

    friend bool operator==(const FlowLimits&, const FlowLimits&) = default;
};

// What a flow has to be above for a rule to hold; what is not given asks for nothing.
struct Over {
    std::optional<uint64_t> bytes;  // IP-layer, both directions together
    std::optional<uint64_t> age_ns;
    std::optional<uint32_t> connections;  // flows that its subscriber has at once, of any kind

    bool asks() const { return bytes || age_ns || connections; }
    friend bool operator==(const Over&, const Over&) = default;
};

}  // namespace sluice
