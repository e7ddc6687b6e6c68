// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_prefix.h"

#include <charconv>
#include <string>
#include <string_view>

namespace sluice {
namespace {

// What would be right, where that can be told from what was written.
std::string what_is_wrong(std::string_view text) {
    const size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return "is not an IPv4 or IPv6 address or prefix, like 192.0.2.0/24 or 2001:db8::/32";
    if (address->is_ipv4() && text.find(':') != std::string_view::npos)
        return "is an IPv4 address in IPv6's clothes; write " + address->to_string();

    const int most = address->is_ipv4() ? 32 : 128;
    const std::string_view digits = text.substr(slash + 1);
    int length = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() || length < 0 ||
        length > most || (digits.size() > 1 && digits.front() == '0'))
        return "has no length from 0 to " + std::to_string(most) + " after its slash";
    return "has bits beyond its length; write " +
           Prefix::covering(*address, static_cast<uint8_t>(length)).to_string();
}

}  // namespace

std::optional<Prefix> read_prefix(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    const auto prefix = Prefix::parse(*text);
    if (!prefix)
        value.complain("'" + *text + "' " + what_is_wrong(*text));
    return prefix;
}

}  // namespace sluice
