// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "classifier/bytes.h"
#include "oracle/rank/prefix_set.h"
#include "oracle/rank/ranking.h"
#include "oracle/rank/topology.h"
#include "oracle/rank_udp/rank_counts.h"
#include "oracle/rank_udp/rank_keys.h"
#include "oracle/rank_udp/rank_request.h"
#include "oracle/rank_udp/source_limit.h"
#include "oracle/udp/connection_ids.h"

namespace sluice {

// What all threads of the rank service have in common. Immutable; any thread.
struct RankServiceSettings {
    // Throws std::invalid_argument, one line, where it is to hold more prefixes than a set can.
    static PrefixSet prefixes(std::span<const Prefix> of);

    std::optional<PrefixSet> allowed = {};  // who is served; nothing: everybody
    PrefixSet not_counted = prefixes({});   // whom no limit holds for
    uint32_t requests_per_second = 100;     // of one source
    uint16_t good_for_s = 60;               // how long an order may be used unasked
    RankKeys keys = {};
    ConnectionIds ids{SipKey{}};  // to be given a random key
};

// A datagram in, a datagram out: endpoints are ordered for who sent it. No reply is larger than its
// request, and nothing is ranked until a client has proven by its connection id that it receives at
// its address. Nothing of a request is kept but that its source has made one more this second. No
// clock, no I/O. One thread's.
class RankService {
 public:
    // The settings and the counts outlive it. limit_key, seed: random.
    RankService(const RankServiceSettings& settings, RankCounts& counts, const SipKey& limit_key,
                uint64_t seed);

    // The answer's size; 0: none is to be sent. reply: room for kRankReplyBytes.
    size_t answer(Bytes datagram, const IpAddress& source, uint32_t now_s, const Topology& topology,
                  std::span<uint8_t> reply);

 private:
    size_t rank(const RankRequest& request, Bytes datagram, const IpAddress& source,
                const Topology& topology, std::span<uint8_t> reply);
    std::span<const IpAddress> read_endpoints(const RankRequest& request);

    const RankServiceSettings& settings_;
    RankCounts& counts_;
    SourceLimit limit_;
    Ranking ranking_;
    SplitMix64 random_;
    std::array<IpAddress, kMostRanked> addresses_;
};

}  // namespace sluice
