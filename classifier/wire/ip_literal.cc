// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ip_literal.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <arpa/inet.h>

#include "classifier/wire/peer_address.h"

namespace sluice {

std::optional<std::array<uint8_t, 16>> parse_ip_literal(std::string_view text) {
    // The longest IPv6 address is 45 characters.
    char terminated[46];
    if (text.size() >= sizeof terminated || text.find('\0') != text.npos)
        return std::nullopt;
    *std::copy(text.begin(), text.end(), terminated) = '\0';
    std::array<uint8_t, 16> address{};
    if (inet_pton(AF_INET6, terminated, address.data()) == 1)
        return address;
    uint8_t ipv4[4];
    if (inet_pton(AF_INET, terminated, ipv4) == 1)
        return read_address(ipv4);
    return std::nullopt;
}

std::optional<uint16_t> parse_port(std::string_view text) {
    uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && rest == end ? std::optional(port) : std::nullopt;
}

}  // namespace sluice
