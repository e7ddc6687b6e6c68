// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <vector>

#include "oracle/tracker/udp_reply.h"
#include "oracle/tracker/udp_service.h"

using namespace sluice;

namespace {

constexpr uint32_t kNow = 10'000;

// Datagrams: a byte that says from whom and whether with a valid id, one for the length, and so
// many bytes.
void ask(UdpService& service, const ConnectionIds& ids, Reader& in) {
    const uint8_t who = in.u8();
    const Bytes bytes = in.take(std::min<size_t>(in.u8(), in.remaining()));
    std::vector<uint8_t> datagram(bytes.begin(), bytes.end());
    IpAddress from = IpAddress::from_ipv4(0xc6120000u + who % 16);
    if ((who & 0x40) != 0)
        from = IpAddress{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, who}};
    const bool proven = (who & 0x80) != 0 && datagram.size() >= 12 && datagram[11] != 0;
    if (proven) {
        const uint64_t id = ids.give(from, kNow);
        for (size_t i = 0; i < 8; ++i)
            datagram[i] = static_cast<uint8_t>(id >> 8 * (7 - i));
    }
    std::vector<uint8_t> reply(kUdpReplyBytes);
    const size_t size = service.answer(datagram, from, kNow, reply);
    if (size > reply.size() || (!proven && size > datagram.size()))
        std::abort();
}

}  // namespace

// No answer is larger than a path carries, none to a stranger larger than what was asked, and
// counts are what the swarms hold.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    TrackerSettings settings;
    settings.limits = {.swarms = 8, .peers = 32, .peers_per_swarm = 16, .peers_per_source = 12};
    Tracker tracker(settings, {1, 2}, 3);
    const ConnectionIds ids({4, 5});
    RequestCounts counts;
    UdpService service(tracker, ids, counts);
    Reader in{Bytes{data, size}};
    while (in.remaining() > 2)
        ask(service, ids, in);
    tracker.sweep(kNow);
    tracker.sweep(kNow + 2 * settings.interval_s + 1);
    if (tracker.swarms().count() != 0 || tracker.swarms().peers(PeerKind::seed) != 0)
        std::abort();
    return 0;
}
