// SPDX-License-Identifier: Apache-2.0
#include "control/socket_address.h"

#include <charconv>

namespace sluice {

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view port_text = text.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    if (!address || address->is_ipv4() == bracketed)
        return std::nullopt;
    uint16_t port = 0;
    const char* end = port_text.data() + port_text.size();
    const auto [stopped, error] = std::from_chars(port_text.data(), end, port);
    if (error != std::errc{} || stopped != end || port == 0)
        return std::nullopt;
    return SocketAddress{*address, port};
}

}  // namespace sluice
