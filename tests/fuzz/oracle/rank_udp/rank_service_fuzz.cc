// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <memory>
#include <vector>

#include "oracle/rank_udp/rank_reply.h"
#include "oracle/rank_udp/rank_service.h"

using namespace sluice;

namespace {

constexpr uint32_t kNow = 10'000;

Topology a_topology() {
    std::vector<std::pair<Prefix, Pid>> prefixes = {{*Prefix::parse("198.18.0.0/16"), Pid{0}},
                                                    {*Prefix::parse("2001:db8::/32"), Pid{1}}};
    CostMap costs(2);
    costs.set(0, 1, 10);
    costs.set(0, 0, 1);
    return Topology({.map = std::make_shared<const NetworkMap>(std::vector<std::string>{"a", "b"},
                                                               std::move(prefixes)),
                     .routing_cost = costs,
                     .ranking_cost = costs,
                     .caches = {*Prefix::parse("198.18.7.0/24")},
                     .realms = {{"cgn", {*Prefix::parse("100.64.0.0/10")}}},
                     .tag = "t"});
}

RankServiceSettings some_settings() {
    RankServiceSettings settings;
    settings.requests_per_second = 5;
    settings.keys.add(1, std::vector<uint8_t>(16));
    return settings;
}

// A reply's places are of the request, each once, and its tiers rise without a gap.
void check_order(Bytes reply, size_t endpoints) {
    std::vector<bool> told(endpoints);
    unsigned tier = 0;
    for (size_t at = kRankReplyHead, n = reply[kRankReplyHead - 1]; n > 0; --n, at += 2) {
        if (reply[at] >= endpoints || told[reply[at]] || reply[at + 1] < tier ||
            reply[at + 1] > tier + 1)
            std::abort();
        told[reply[at]] = true;
        tier = reply[at + 1];
    }
}

}  // namespace

// Datagrams: a byte that says from whom and whether with a valid id, two for the length, and so
// many bytes. No reply is larger than what was asked, and nothing is ranked for a stranger.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Topology topology = a_topology();
    static const RankServiceSettings settings = some_settings();
    RankCounts counts;
    RankService service(settings, counts, {3, 4}, 5);
    Reader in{Bytes{data, size}};
    while (in.remaining() > 3) {
        const uint8_t who = in.u8();
        const Bytes bytes = in.take(std::min<size_t>(in.be16(), in.remaining()));
        std::vector<uint8_t> datagram(bytes.begin(), bytes.end());
        const IpAddress from = (who & 0x40) != 0 ? IpAddress{{0x20, 0x01, 0x0d, 0xb8, who}}
                                                 : IpAddress::from_ipv4(0xc6120000u + who % 16);
        const bool proven = (who & 0x80) != 0 && datagram.size() >= 12 && datagram[11] != 0;
        const uint64_t id = settings.ids.give(from, kNow);
        for (size_t i = 0; proven && i < 8; ++i)
            datagram[i] = static_cast<uint8_t>(id >> 8 * (7 - i));
        std::vector<uint8_t> reply(kRankReplyBytes);
        const size_t told = service.answer(datagram, from, kNow, topology, reply);
        if (told > datagram.size() || told > reply.size())
            std::abort();
        if (told == 0 || reply[3] != static_cast<uint8_t>(RankAction::rank))
            continue;
        if (!proven)
            std::abort();
        check_order(Bytes(reply).first(told), parse_rank_request(datagram)->endpoints());
    }
    return 0;
}
