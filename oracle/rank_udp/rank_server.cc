// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_server.h"

#include <algorithm>
#include <chrono>

namespace sluice {
namespace {

static_assert(kRankReplyBytes <= DatagramBurst::kReplyBytes);
static_assert(kRankDatagramBytes < DatagramBurst::kRequestBytes);

// Of a clock that never goes back.
uint64_t steady_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

}  // namespace

RankServer::RankServer(const SocketAddress& at, bool shared, const RankServiceSettings& settings,
                       const CurrentTopology& topology, const SipKey& limit_key, uint64_t seed)
    : topology_(topology),
      service_(settings, counts_, limit_key, seed),
      server_(at, shared, *this) {}

void RankServer::answer(DatagramBurst& burst) {
    const auto topology = topology_.load();
    if (burst.size() == 0 || !topology)
        return;
    const uint64_t began_ns = steady_ns();
    const auto now_s = static_cast<uint32_t>(began_ns / 1'000'000'000);
    size_t replies = 0;
    for (size_t i = 0; i < burst.size(); ++i) {
        const size_t bytes =
            service_.answer(burst.request(i), burst.source(i), now_s, *topology, burst.room());
        if (bytes == 0)
            continue;
        burst.answer(i, bytes);
        ++replies;
    }
    if (replies > 0)
        count_time(steady_ns() - began_ns, replies);
}

void RankServer::count_time(uint64_t took_ns, size_t replies) {
    const double seconds = static_cast<double>(took_ns) / 1e9 / static_cast<double>(replies);
    const auto bucket = std::ranges::lower_bound(RankCounts::kSeconds, seconds);
    counts_.took[static_cast<size_t>(bucket - RankCounts::kSeconds.begin())].add(replies);
    counts_.took_ns.add(took_ns);
}

}  // namespace sluice
