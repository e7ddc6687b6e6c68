// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tracker_url.h"

#include <algorithm>
#include <charconv>

#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

struct Scheme {
    std::string_view prefix;
    Transport transport;
    uint16_t port;
};

constexpr Scheme kSchemes[] = {{"http://", Transport::tcp, 80},
                               {"https://", Transport::tcp, 443},
                               {"udp://", Transport::udp, 0}};

// RFC 3986, 3.1: schemes are case-insensitive.
bool begins_with(std::string_view url, std::string_view prefix) {
    return url.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), url.begin(), [](char expected, char c) {
               return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == expected;
           });
}

// Up to the path, the query or the fragment (RFC 3986, 3.2).
std::string_view authority_of(std::string_view after_scheme) {
    return after_scheme.substr(0, after_scheme.find_first_of("/?#"));
}

std::optional<Endpoint> parse_authority(std::string_view authority, const Scheme& scheme) {
    const bool bracketed = authority.starts_with('[');
    const size_t host_end = authority.find(bracketed ? ']' : ':');
    if (bracketed && host_end == std::string_view::npos)
        return std::nullopt;
    const std::string_view host = authority.substr(0, host_end).substr(bracketed ? 1 : 0);
    // Only an IPv6 address stands in brackets, and no other has a colon in it.
    const auto address = (host.find(':') != std::string_view::npos) == bracketed
                             ? parse_ip_literal(host)
                             : std::nullopt;
    if (!address)
        return std::nullopt;

    std::string_view rest = authority.substr(std::min(host_end, authority.size()));
    rest.remove_prefix(bracketed ? 1 : 0);
    uint16_t port = scheme.port;
    if (!rest.empty()) {
        const char* const end = rest.data() + rest.size();
        const auto [stopped, error] = std::from_chars(rest.data() + 1, end, port);
        if (rest.front() != ':' || error != std::errc{} || stopped != end)
            return std::nullopt;
    }
    const Endpoint endpoint{{*address, port}, scheme.transport};
    return could_be_a_peer(endpoint.at) ? std::optional(endpoint) : std::nullopt;
}

}  // namespace

std::optional<Endpoint> parse_tracker_url(std::string_view url) {
    for (const Scheme& scheme : kSchemes)
        if (begins_with(url, scheme.prefix))
            return parse_authority(authority_of(url.substr(scheme.prefix.size())), scheme);
    return std::nullopt;
}

}  // namespace sluice
