// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace sluice {

// Some of an address's ports: those that have the value under the mask and lie in first..last. Who
// share an address have one each, disjoint; an ICMP query's identifier counts as its port
// (RFC 7597, section 8.2). Host order. All three notations of port sets are such a form.
struct PortSet {
    uint16_t mask = 0;
    uint16_t value = 0;  // no bit outside the mask
    uint16_t first = 0;
    uint16_t last = UINT16_MAX;

    static constexpr PortSet all() { return {}; }
    static constexpr PortSet range(uint16_t first, uint16_t last) { return {0, 0, first, last}; }
    // Port Mask: value and mask as in draft-boucadair-port-range; the value has no bit outside it.
    static constexpr PortSet masked(uint16_t value, uint16_t mask) {
        return {mask, value, 0, UINT16_MAX};
    }
    // RFC 7597, section 5.1: a port is offset bits (which are not all zero, so that the system
    // ports are nobody's; none if offset is 0), length bits of PSID, and the rest.
    // length >= 1, offset + length <= 16, psid < 2^length.
    static PortSet of_psid(uint16_t psid, unsigned length, unsigned offset);

    constexpr bool contains(uint16_t port) const {
        return (port & mask) == value && first <= port && port <= last;
    }
    constexpr bool is_all() const { return *this == PortSet{}; }

    // The lowest port from this one on that is in the set.
    std::optional<uint16_t> next(uint32_t port) const;

    friend constexpr bool operator==(const PortSet&, const PortSet&) = default;
};

// The lowest port that is in both.
std::optional<uint16_t> common_port(const PortSet& a, const PortSet& b);

}  // namespace sluice
