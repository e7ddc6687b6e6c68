// SPDX-License-Identifier: Apache-2.0
#include "policy/port_set.h"

#include <algorithm>
#include <cassert>

namespace sluice {

PortSet PortSet::of_psid(uint16_t psid, unsigned length, unsigned offset) {
    assert(length >= 1 && offset + length <= 16 && psid >> length == 0);
    const unsigned rest = 16 - offset - length;
    PortSet set;
    set.mask = static_cast<uint16_t>(((1u << length) - 1) << rest);
    set.value = static_cast<uint16_t>(psid << rest);
    set.first = offset == 0 ? uint16_t{0} : static_cast<uint16_t>(1u << (16 - offset));
    return set;
}

// The candidates agree with the port down to some bit, have a one there where it has a zero, and
// below it only the bits that the mask demands: the longer they agree, the lower they are.
std::optional<uint16_t> PortSet::next(uint32_t port) const {
    const uint32_t from = std::max<uint32_t>(port, first);
    if (from > last)
        return std::nullopt;
    if ((from & mask) == value)
        return static_cast<uint16_t>(from);
    for (unsigned bit = 0; bit < 16; ++bit) {
        const uint32_t one = 1u << bit;
        const uint32_t above = ~(2 * one - 1);  // the bits in which a candidate agrees
        if ((from & one) != 0 || ((from ^ value) & mask & above) != 0 ||
            (mask & one & ~uint32_t{value}) != 0)
            continue;
        const uint32_t candidate = (from & above & 0xffff) | one | (value & (one - 1));
        return candidate <= last ? std::optional(static_cast<uint16_t>(candidate)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<uint16_t> common_port(const PortSet& a, const PortSet& b) {
    if (((a.value ^ b.value) & a.mask & b.mask) != 0)
        return std::nullopt;
    const PortSet both{static_cast<uint16_t>(a.mask | b.mask),
                       static_cast<uint16_t>(a.value | b.value), std::max(a.first, b.first),
                       std::min(a.last, b.last)};
    return both.next(0);
}

}  // namespace sluice
