// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "control/dhcp/dhcpv4.h"

// Whatever the datagram holds, what is leased is one host's address, and at most one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto message = sluice::parse_dhcpv4({data, size});
    if (!message)
        return 0;
    if (message->ipv6 || message->leases.size() > 1)
        std::abort();
    for (const sluice::DhcpLease& lease : message->leases) {
        if (!lease.prefix.is_one_address() || !lease.prefix.address.is_ipv4() ||
            !lease.prefix.address.is_unicast())
            std::abort();
    }
    return 0;
}
