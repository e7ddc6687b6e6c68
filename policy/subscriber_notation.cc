// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_notation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace sluice {
namespace {

constexpr std::string_view kPsid = "psid:";
constexpr unsigned kUsualOffset = 6;  // RFC 7597, section 5.1
constexpr unsigned kPortBits = 16;
constexpr size_t kLongestName = 128;

// Decimal, or hexadecimal after 0x.
std::optional<uint16_t> number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    uint16_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && stopped == end ? std::optional(value) : std::nullopt;
}

// Up to the separator, which goes too.
std::string_view take(std::string_view& rest, char separator) {
    const size_t at = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return part;
}

std::optional<PortSet> parse_range(std::string_view text) {
    const bool is_range = text.find('-') != std::string_view::npos;
    const auto first = number(take(text, '-'));
    const auto last = is_range ? number(text) : first;
    if (!first || !last || *first > *last)
        return std::nullopt;
    return PortSet::range(*first, *last);
}

std::optional<PortSet> parse_psid(std::string_view text) {
    const auto psid = number(take(text, '/'));
    const auto length = number(take(text, '/'));
    const auto offset = text.empty() ? std::optional<uint16_t>(kUsualOffset) : number(text);
    if (!psid || !length || !offset || *length == 0 || *length >= kPortBits ||
        *offset + *length > int{kPortBits} || *psid >> *length != 0)
        return std::nullopt;
    return PortSet::of_psid(*psid, *length, *offset);
}

std::optional<PortSet> parse_masked(std::string_view text) {
    const auto value = number(take(text, '/'));
    const auto mask = number(take(text, '/'));
    const auto range = text.empty() ? PortSet::all() : parse_range(text);
    if (!value || !mask || !range || *mask == 0 || (*value & ~*mask) != 0)
        return std::nullopt;
    return PortSet{*mask, *value, range->first, range->last};
}

std::optional<PortSet> parse_ports(std::string_view text) {
    if (text.starts_with(kPsid))
        return parse_psid(text.substr(kPsid.size()));
    return text.find('/') == std::string_view::npos ? parse_range(text) : parse_masked(text);
}

std::string hexadecimal(uint16_t value) {
    std::array<char, 8> text;
    const int size = std::snprintf(text.data(), text.size(), "0x%04x", unsigned{value});
    return {text.data(), static_cast<size_t>(size)};
}

std::string range_of(const PortSet& ports) {
    return std::to_string(ports.first) + "-" + std::to_string(ports.last);
}

}  // namespace

ReadAddress parse_subscriber_address(std::string_view text) {
    const std::string quoted = "'" + std::string(text.substr(0, 60)) + "'";
    std::string_view ports = text;
    const std::string_view where = take(ports, '#');
    const bool is_shared = where.size() != text.size();
    const auto prefix = Prefix::parse(where);
    if (!prefix)
        return {std::nullopt, quoted +
                                  " is no address or prefix like 192.0.2.1, 192.0.2.0/29 or "
                                  "2001:db8::/56"};
    if (!is_shared)
        return {SubscriberAddress{*prefix, PortSet::all()}, ""};
    if (!prefix->address.is_ipv4() || !prefix->is_one_address())
        return {std::nullopt, quoted + ": ports are of single IPv4 addresses"};
    const auto set = parse_ports(ports);
    if (!set)
        return {std::nullopt, quoted +
                                  ": after # stand ports like 1024-2047, psid:3/8 or "
                                  "0x0300/0xff00"};
    if (set->is_all())
        return {std::nullopt, quoted + " is the whole address; leave # and what follows out"};
    return {SubscriberAddress{*prefix, *set}, ""};
}

std::string to_string(const SubscriberAddress& address) {
    const auto& [prefix, ports] = address;
    if (ports.is_all())
        return prefix.to_string();
    const std::string where = prefix.address.to_string() + "#";
    if (ports.mask == 0)
        return where + range_of(ports);
    const bool is_limited = ports.first != 0 || ports.last != UINT16_MAX;
    return where + hexadecimal(ports.value) + "/" + hexadecimal(ports.mask) +
           (is_limited ? "/" + range_of(ports) : "");
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kLongestName &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace sluice
