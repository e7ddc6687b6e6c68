// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "control/radius/accounting.h"
#include "control/radius/dynamic_authorization.h"

// The first octet says whether the datagram is signed here (bit 0), and which of the two servers
// is asked (bit 1). Whatever comes, an answer is a packet, and sessions are somebody's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    if (size == 0)
        return 0;
    const uint8_t how = data[0];
    std::vector<uint8_t> datagram(data + 1, data + size);
    const auto packet = RadiusPacket::parse(datagram);
    if (packet && (how & 1) != 0) {
        const auto digest = packet_authenticator(packet->bytes(), RadiusDigest{}, "secret");
        std::copy(digest.begin(), digest.end(), datagram.begin() + 4);
    }

    RadiusSettings settings;
    settings.clients = {{Prefix{}, "secret", {}, false}};
    settings.tier = {radius::kVendorSpecific, 14'988, 8};
    settings.site = AttributeName{.type = 87};
    SharedSessionTable shared({[](const Subscriber& subscriber) -> std::optional<std::string> {
                                   if (subscriber.id.empty())
                                       std::abort();
                                   return std::nullopt;
                               },
                               [](const std::string&) {}});
    RadiusSessions sessions(shared, settings.remember_stopped_ns, 100);
    const auto silent = [](const std::string&) {};
    RadiusAccounting accounting(settings, sessions, silent);
    DynamicAuthorization authorization(settings, sessions, silent);
    const SocketAddress source{*IpAddress::parse("2001:db8::1"), 1};
    const RadiusTime now{settings.expire_after_ns, 1'700'000'000};
    Session known;
    known.key = session_key("bng-1", "s1");
    known.nas = "bng-1";
    known.subscriber_id = "ann";
    known.addresses = {{*Prefix::parse("192.0.2.7"), PortSet::all()}};
    shared.table.open(known, 0);
    const auto answer = (how & 2) != 0 ? authorization.handle(datagram, source, now)
                                       : accounting.handle(datagram, source, now);
    if (!answer.empty() && !RadiusPacket::parse(answer))
        std::abort();
    if (shared.table.size() > 2)
        std::abort();
    return 0;
}
