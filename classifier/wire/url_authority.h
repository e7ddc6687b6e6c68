// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/endpoint.h"

namespace sluice {

// Whom a URL or a CONNECT names (RFC 3986, 3.2), where it lies in the message.
struct UrlAuthority {
    std::string_view host = {};  // without the brackets of an IPv6 address
    uint16_t port = 0;
    std::optional<PeerAddress> address = {};  // where the host is one

    friend bool operator==(const UrlAuthority&, const UrlAuthority&) = default;
};

// A name or address and a port, which must be there if the usual one is 0.
std::optional<UrlAuthority> parse_authority(std::string_view text, uint16_t usual_port);

}  // namespace sluice
