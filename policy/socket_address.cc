// SPDX-License-Identifier: Apache-2.0
#include "policy/socket_address.h"

#include <charconv>
#include <cstring>

#include <netinet/in.h>

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

std::string SocketAddress::to_string() const {
    const std::string host = address.to_string();
    return (address.is_ipv4() ? host : "[" + host + "]") + ":" + std::to_string(port);
}

SocketAddress SocketAddress::from(const sockaddr_storage& kernel) {
    if (kernel.ss_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, &kernel, sizeof v4);
        return {IpAddress::from_ipv4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
    }
    sockaddr_in6 v6;
    std::memcpy(&v6, &kernel, sizeof v6);
    return {IpAddress::from_ipv6(v6.sin6_addr.s6_addr), ntohs(v6.sin6_port)};
}

socklen_t SocketAddress::fill(sockaddr_storage& kernel) const {
    kernel = {};
    if (address.is_ipv4()) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(address.ipv4());
        std::memcpy(&kernel, &v4, sizeof v4);
        return sizeof v4;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.bytes.data(), sizeof v6.sin6_addr);
    std::memcpy(&kernel, &v6, sizeof v6);
    return sizeof v6;
}

}  // namespace sluice
