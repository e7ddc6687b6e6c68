// SPDX-License-Identifier: Apache-2.0
#include "control/portal/asker.h"

#include <algorithm>
#include <vector>

#include "control/portal/forwarded.h"

namespace sluice {

bool is_trusted_proxy(const IpAddress& address, std::span<const Prefix> trusted_proxies) {
    return std::any_of(trusted_proxies.begin(), trusted_proxies.end(),
                       [&](const Prefix& prefix) { return prefix.contains(address); });
}

std::variant<Asker, NoAsker> decide_asker(const IpAddress& peer, uint16_t peer_port,
                                          std::span<const std::string_view> forwarded_fields,
                                          std::span<const Prefix> trusted_proxies) {
    if (!is_trusted_proxy(peer, trusted_proxies))
        return Asker{peer, peer_port};

    // RFC 7239, section 4: several fields are one list, in their order.
    std::vector<ForwardedNode> nodes;
    for (const std::string_view field : forwarded_fields) {
        const auto more = parse_forwarded(field);
        if (!more)
            return NoAsker::malformed;
        nodes.insert(nodes.end(), more->begin(), more->end());
    }
    // Only trusted proxies wrote what stands right of the first stranger; what is left of it the
    // stranger may have made up.
    for (size_t i = nodes.size(); i-- > 0;) {
        if (!nodes[i].address)
            return NoAsker::not_told;
        if (!is_trusted_proxy(*nodes[i].address, trusted_proxies))
            return Asker{*nodes[i].address, nodes[i].port};
    }
    return NoAsker::not_told;
}

}  // namespace sluice
