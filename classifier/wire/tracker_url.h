// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/wire/url_authority.h"

namespace sluice {

// A tracker as a metainfo names it.
struct TrackerUrl {
    enum class Scheme : uint8_t {
        http,
        https,
        udp,  // BEP 15
        ws,   // WebTorrent
        wss,
    };

    Scheme scheme = Scheme::http;
    UrlAuthority at;  // the port is the scheme's if the URL names none

    friend bool operator==(const TrackerUrl&, const TrackerUrl&) = default;
};

std::optional<TrackerUrl> parse_tracker_url(std::string_view url);

}  // namespace sluice
