// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>

#include "control/sluicectl/discovery_records.h"

namespace sluice {
namespace {

constexpr size_t kMostNames = 256;
// RFC 8686, section 3.4: what is looked up, shortest first.
constexpr std::array<uint8_t, 4> kIpv4Lengths = {8, 16, 24, 32};
constexpr std::array<uint8_t, 6> kIpv6Lengths = {32, 40, 48, 56, 64, 128};

// RFC 1035, section 3.5.
std::string ipv4_name(const IpAddress& address, uint8_t length) {
    std::string name;
    for (int byte = length / 8 - 1; byte >= 0; --byte)
        name += std::to_string(address.bytes[static_cast<size_t>(12 + byte)]) + ".";
    return name + "in-addr.arpa.";
}

// RFC 3596, section 2.5.
std::string ipv6_name(const IpAddress& address, uint8_t length) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string name;
    for (int digit = length / 4 - 1; digit >= 0; --digit) {
        const uint8_t byte = address.bytes[static_cast<size_t>(digit / 2)];
        name += kDigits[digit % 2 == 0 ? byte >> 4 : byte & 15];
        name += '.';
    }
    return name + "ip6.arpa.";
}

// The first of the next block of that length; at the end of everything it begins anew.
IpAddress next_block(IpAddress address, uint8_t length) {
    const size_t bits = address.is_ipv4() ? 96u + length : length;
    size_t byte = (bits - 1) / 8;
    unsigned carry = 1u << (7 - (bits - 1) % 8);
    for (;; --byte) {
        const unsigned sum = address.bytes[byte] + carry;
        address.bytes[byte] = static_cast<uint8_t>(sum);
        carry = sum >> 8;
        if (carry == 0 || byte == 0)
            return address;
    }
}

}  // namespace

std::vector<std::string> reverse_names(const Prefix& prefix) {
    const bool ipv4 = prefix.address.is_ipv4();
    uint8_t length = 0;
    if (ipv4)
        length = *std::ranges::lower_bound(kIpv4Lengths, prefix.length);
    else
        length = *std::ranges::lower_bound(kIpv6Lengths, prefix.length);
    const unsigned halvings = length - prefix.length;
    if (halvings > 8)
        return {};
    std::vector<std::string> names;
    IpAddress address = prefix.address;
    static_assert(kMostNames == 1u << 8);
    for (size_t i = 0; i < size_t{1} << halvings; ++i) {
        names.push_back(ipv4 ? ipv4_name(address, length) : ipv6_name(address, length));
        address = next_block(address, length);
    }
    return names;
}

}  // namespace sluice
