// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "control/dhcp/dhcpv6.h"

// Whatever the datagram holds, nothing is delegated that holds many homes, and nothing to nobody.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto message = sluice::parse_dhcpv6({data, size});
    if (!message)
        return 0;
    if (!message->ipv6 ||
        (message->from_server() && message->client.empty() && !message->leases.empty()))
        std::abort();
    for (const sluice::DhcpLease& lease : message->leases) {
        if (lease.prefix.length < 32 || lease.prefix.address.is_ipv4() ||
            lease.prefix != sluice::Prefix::covering(lease.prefix.address, lease.prefix.length))
            std::abort();
    }
    return 0;
}
