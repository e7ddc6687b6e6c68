// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/socket_address.h"

namespace sluice {

enum class IpfixProtocol : uint8_t { udp, tcp };

// Where flow records go (RFC 7011 calls it a Collecting Process).
struct IpfixCollector {
    SocketAddress address;
    IpfixProtocol protocol = IpfixProtocol::udp;
    std::string name;  // as the operator wrote it: "192.0.2.1:4739"
};

struct IpfixSettings {
    // Sluice has no private enterprise number of its own. This one is for documentation (RFC 5612).
    static constexpr uint32_t kDocumentationEnterprise = 32'473;

    std::vector<IpfixCollector> collectors;  // none: nothing is exported
    uint64_t active_timeout_ns = 60'000'000'000;
    uint64_t template_refresh_ns = 600'000'000'000;  // over UDP; RFC 7011, section 8.4
    uint32_t observation_domain = 1;
    uint32_t enterprise = kDocumentationEnterprise;
    uint32_t mtu = 1'400;  // bytes of the largest IP packet
};

}  // namespace sluice
