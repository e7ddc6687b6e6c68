// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "policy/address.h"

namespace sluice {

// Who asks, as the box sees it. Of a shared address only the port says whose it is.
struct Asker {
    IpAddress address;
    std::optional<uint16_t> port;  // host order; not there: a proxy did not tell

    friend bool operator==(const Asker&, const Asker&) = default;
};

enum class NoAsker : uint8_t {
    not_told,   // by a trusted proxy: no Forwarded, or none with an address
    malformed,  // what the proxy sent is not as RFC 7239 has it
};

bool is_trusted_proxy(const IpAddress& address, std::span<const Prefix> trusted_proxies);

// The other end of the connection, whatever the request says. Only if that is a trusted proxy, the
// last in Forwarded (RFC 7239) that is not one itself.
std::variant<Asker, NoAsker> decide_asker(const IpAddress& peer, uint16_t peer_port,
                                          std::span<const std::string_view> forwarded_fields,
                                          std::span<const Prefix> trusted_proxies);

}  // namespace sluice
