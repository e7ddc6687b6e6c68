// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/typed_address.h"

namespace sluice {
namespace {

constexpr std::string_view kIpv4 = "ipv4:";
constexpr std::string_view kIpv6 = "ipv6:";

// RFC 3986, section 3.2.2: four numbers without leading zeros. An answer for fifty peers reads
// fifty of them, which the general reader's copies would make a fifth of its time.
std::optional<uint32_t> read_ipv4(std::string_view text) {
    uint32_t address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at == text.size() || text[at++] != '.'))
            return std::nullopt;
        const size_t begin = at;
        uint32_t number = 0;
        while (at < text.size() && at - begin < 3 && text[at] >= '0' && text[at] <= '9')
            number = number * 10 + static_cast<uint32_t>(text[at++] - '0');
        if (at == begin || number > 255 || (at - begin > 1 && text[begin] == '0'))
            return std::nullopt;
        address = address << 8 | number;
    }
    return at == text.size() ? std::optional(address) : std::nullopt;
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
