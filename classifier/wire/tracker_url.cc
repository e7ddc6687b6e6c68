// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tracker_url.h"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

using Scheme = TrackerUrl::Scheme;

struct SchemeForm {
    std::string_view prefix;
    Scheme scheme;
    uint16_t port;  // 0: the URL has to name one
};
constexpr std::array<SchemeForm, 5> kSchemes{{{"http://", Scheme::http, 80},
                                              {"https://", Scheme::https, 443},
                                              {"udp://", Scheme::udp, 0},
                                              {"ws://", Scheme::ws, 80},
                                              {"wss://", Scheme::wss, 443}}};

// RFC 3986, 3.1: schemes are case-insensitive.
bool begins_with(std::string_view url, std::string_view prefix) {
    return url.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), url.begin(), [](char expected, char c) {
               return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == expected;
           });
}

}  // namespace

std::optional<TrackerUrl> parse_tracker_url(std::string_view url) {
    const auto* const form =
        std::find_if(kSchemes.begin(), kSchemes.end(),
                     [&](const SchemeForm& known) { return begins_with(url, known.prefix); });
    if (form == kSchemes.end())
        return std::nullopt;
    url.remove_prefix(form->prefix.size());
    std::string_view authority = url.substr(0, url.find_first_of("/?#"));
    if (const size_t user = authority.rfind('@'); user != authority.npos)
        authority.remove_prefix(user + 1);
    const auto at = parse_authority(authority, form->port);
    return at ? std::optional(TrackerUrl{form->scheme, *at}) : std::nullopt;
}

}  // namespace sluice
