// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>

#include "control/dhcp/dhcp_sessions.h"

// Messages of both sides, each with a byte of flags and a length before it: at no time has the
// registry a subscriber without a lease, and in the end, when all leases are over, it has none.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    std::map<std::string, Subscriber> known;
    SessionTable table({[&](const Subscriber& subscriber) -> std::optional<std::string> {
                            known[subscriber.id] = subscriber;
                            return std::nullopt;
                        },
                        [&](const std::string& id) { known.erase(id); }});
    DhcpSettings settings;
    settings.servers = {*Prefix::parse("198.51.100.1")};
    settings.id_from.push_back(DhcpIdSource::hardware_address);
    settings.id_from.push_back(DhcpIdSource::client_id);
    DhcpSessions dhcp(settings);

    Reader in({data, size});
    uint64_t now_ns = 1;
    while (in.remaining() > 0) {
        const uint8_t flags = in.u8();
        const Bytes message = in.take(in.be16());
        if (!in.ok())
            break;
        now_ns += uint64_t{flags} >> 4 << 32;
        dhcp.take({.datagram = message,
                   .ipv6 = (flags & 2) != 0,
                   .from_core = (flags & 1) != 0,
                   .source = settings.servers[0].address},
                  now_ns, table);
        dhcp.expire(now_ns);
        table.expire(now_ns);
        if (table.size() != dhcp.leases() || known.size() > dhcp.leases())
            std::abort();
    }
    table.expire(UINT64_MAX);
    dhcp.expire(UINT64_MAX);
    if (!known.empty() || dhcp.leases() != 0)
        std::abort();
    return 0;
}
