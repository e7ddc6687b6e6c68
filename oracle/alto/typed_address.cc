// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/typed_address.h"

namespace sluice {
namespace {

constexpr std::string_view kIpv4 = "ipv4:";
constexpr std::string_view kIpv6 = "ipv6:";

constexpr uint32_t digit(char c) {
    return static_cast<uint32_t>(static_cast<unsigned char>(c)) - '0';
}

// One to three digits, at `at`, which is moved behind them; more than 255 where there are none, or
// where a zero leads.
uint32_t read_part(const char*& at, const char* end) {
    if (at == end)
        return UINT32_MAX;
    const uint32_t first = digit(*at);
    if (first > 9)
        return UINT32_MAX;
    ++at;
    if (at == end || digit(*at) > 9)
        return first;
    if (first == 0)
        return UINT32_MAX;
    const uint32_t two = first * 10 + digit(*at++);
    if (at == end || digit(*at) > 9)
        return two;
    return two * 10 + digit(*at++);
}

// RFC 3986, section 3.2.2: four numbers without leading zeros. An answer for fifty peers reads
// fifty of them, which the general reader's copies would make a fifth of its time.
std::optional<uint32_t> read_ipv4(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == end || *at++ != '.'))
            return std::nullopt;
        const uint32_t number = read_part(at, end);
        if (number > 255)
            return std::nullopt;
        address = address << 8 | number;
    }
    return at == end ? std::optional(address) : std::nullopt;
}

}  // namespace

std::optional<IpAddress> read_typed_address(std::string_view text) {
    if (text.starts_with(kIpv4)) {
        const auto ipv4 = read_ipv4(text.substr(kIpv4.size()));
        return ipv4 ? std::optional(IpAddress::from_ipv4(*ipv4)) : std::nullopt;
    }
    if (!text.starts_with(kIpv6))
        return std::nullopt;
    const auto address = IpAddress::parse(text.substr(kIpv6.size()));
    return address && !address->is_ipv4() ? address : std::nullopt;
}

std::string typed_address(const IpAddress& address) {
    return std::string(address.is_ipv4() ? kIpv4 : kIpv6) + address.to_string();
}

}  // namespace sluice
