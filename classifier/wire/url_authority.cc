// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/url_authority.h"

#include <algorithm>

#include "classifier/wire/ip_literal.h"

namespace sluice {
namespace {

constexpr size_t kLongestHost = 253;  // RFC 1035, 2.3.4, as text

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= kLongestHost &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.' || c == '_';
           });
}

// Takes the host, so that what is left is empty or :port.
std::optional<std::string_view> take_host(std::string_view& text) {
    if (!text.starts_with('[')) {
        const std::string_view host = text.substr(0, text.find(':'));
        text.remove_prefix(host.size());
        return is_host(host) ? std::optional(host) : std::nullopt;
    }
    const size_t end = text.find(']');
    if (end == text.npos)
        return std::nullopt;
    const std::string_view host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    const bool six = host.find(':') != host.npos && parse_ip_literal(host);
    return six ? std::optional(host) : std::nullopt;
}

}  // namespace

std::optional<UrlAuthority> parse_authority(std::string_view text, uint16_t usual_port) {
    const auto host = take_host(text);
    if (!host)
        return std::nullopt;
    std::optional<uint16_t> port = usual_port;
    if (!text.empty())
        port = text.front() == ':' ? parse_port(text.substr(1)) : std::nullopt;
    if (port.value_or(0) == 0)
        return std::nullopt;
    UrlAuthority authority{*host, *port};
    if (const auto address = parse_ip_literal(*host))
        authority.address = PeerAddress{*address, *port};
    return authority;
}

}  // namespace sluice
