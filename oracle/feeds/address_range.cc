// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/address_range.h"

#include <algorithm>
#include <bit>

#include "oracle/feeds/address_bits.h"

namespace sluice {
namespace {

unsigned trailing_zeros(AddressBits bits) {
    const auto low = static_cast<uint64_t>(bits);
    const auto high = static_cast<uint64_t>(bits >> 64);
    return static_cast<unsigned>(low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(high));
}

unsigned width(AddressBits bits) {
    const auto low = static_cast<uint64_t>(bits);
    const auto high = static_cast<uint64_t>(bits >> 64);
    return static_cast<unsigned>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(low));
}

}  // namespace

void split_range(const IpAddress& first, const IpAddress& last, std::vector<Prefix>& prefixes) {
    prefixes.clear();
    const bool is_ipv4 = first.is_ipv4();
    if (is_ipv4 != last.is_ipv4() || last < first)
        return;
    AddressBits at = address_bits(first);
    const AddressBits end = address_bits(last);
    for (;;) {
        // The largest block that begins here and does not go beyond the end.
        unsigned free = trailing_zeros(at);
        const AddressBits beyond = end - at;  // how many addresses follow
        const unsigned fitting = beyond == ~AddressBits{0} ? kAddressBits : width(beyond + 1) - 1;
        free = std::min(free, fitting);
        const unsigned length = kAddressBits - free - (is_ipv4 ? kIpv4BitsBefore : 0);
        prefixes.push_back({address_of(at), static_cast<uint8_t>(length)});
        const AddressBits block_end = at | bits_behind(kAddressBits - free);
        if (block_end == end)
            return;
        at = block_end + 1;
    }
}

}  // namespace sluice
