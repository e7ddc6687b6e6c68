// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "classifier/bytes.h"

namespace sluice {

using MacAddress = std::array<uint8_t, 6>;

// The router that a tap's answers are given to, for it to bring them to either end.
struct NextHop {
    MacAddress address{};
    std::optional<MacAddress> source;  // nothing: the inject port's own
    std::optional<uint16_t> vlan;      // nothing: untagged

    friend bool operator==(const NextHop&, const NextHop&) = default;
};

// Writes the answer as the next hop is to get it: from its outermost IP header on behind a new
// Ethernet header. What stood before that (tags, PPPoE, MPLS) is of the wire that was mirrored,
// which the next hop's is not. Gives the bytes written; 0 if the answer holds no IP, or out is too
// small. next_hop.source must be there.
size_t write_to_next_hop(Bytes answer, const NextHop& next_hop, std::span<uint8_t> out);
// As much longer than the answer as it may become.
inline constexpr size_t kNextHopHeaderMost = 18;

}  // namespace sluice
