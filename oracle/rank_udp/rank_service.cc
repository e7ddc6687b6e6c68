// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_service.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "oracle/rank_udp/rank_reply.h"

namespace sluice {
namespace {

constexpr uint16_t kRetryAfterS = 1;  // limits are of one second

}  // namespace

PrefixSet RankServiceSettings::prefixes(std::span<const Prefix> of) {
    std::vector<Prefix> once(of.begin(), of.end());
    std::ranges::sort(once);
    once.erase(std::unique(once.begin(), once.end()), once.end());
    std::vector<std::pair<Prefix, uint16_t>> entries;
    for (const Prefix& prefix : once)
        entries.emplace_back(prefix, uint16_t{0});
    return PrefixSet(entries);
}

RankService::RankService(const RankServiceSettings& settings, RankCounts& counts,
                         const SipKey& limit_key, uint64_t seed)
    : settings_(settings),
      counts_(counts),
      limit_(settings.requests_per_second, limit_key),
      random_(seed) {}

size_t RankService::answer(Bytes datagram, const IpAddress& source, uint32_t now_s,
                           const Topology& topology, std::span<uint8_t> reply) {
    if (settings_.allowed && !settings_.allowed->contains(source)) {
        counts_.refused.add();
        return 0;
    }
    const auto request = parse_rank_request(datagram);
    if (!request) {
        counts_.malformed.add();
        return 0;
    }
    const uint32_t transaction = request->transaction_id;
    if (request->action == RankAction::connect) {
        counts_.connects.add();
        return write_rank_connect(reply, transaction, settings_.ids.give(source, now_s));
    }
    if (!settings_.ids.accepts(request->connection_id, source, now_s)) {
        counts_.unproven.add();
        return write_rank_error(reply, transaction, RankError::unproven, 0);
    }
    // Only now, so that nobody uses up what is another's.
    if (!settings_.not_counted.contains(source) && !limit_.take(source, now_s)) {
        counts_.too_often.add();
        return write_rank_error(reply, transaction, RankError::too_often, kRetryAfterS);
    }
    if (request->key_id != 0 && !settings_.keys.knows(request->key_id)) {
        counts_.unknown_key.add();
        return write_rank_error(reply, transaction, RankError::unknown_key, 0);
    }
    return rank(*request, datagram, source, topology, reply);
}

size_t RankService::rank(const RankRequest& request, Bytes datagram, const IpAddress& source,
                         const Topology& topology, std::span<uint8_t> reply) {
    RankOptions options;
    options.shared_address = request.shared_address;
    const auto ranked = ranking_.rank(topology, source, read_endpoints(request), options, random_);
    counts_.ranked.add();
    counts_.endpoints.add(request.endpoints());
    const size_t size =
        write_rank_reply(reply, request.transaction_id, settings_.good_for_s, ranked);
    if (request.key_id == 0)
        return size;
    settings_.keys.authenticate(request.key_id, reply.first(size), datagram,
                                reply.subspan(size).first<kRankMacBytes>());
    return size + kRankMacBytes;
}

// Ports are the client's to tell its endpoints apart by: an order does not depend on them.
std::span<const IpAddress> RankService::read_endpoints(const RankRequest& request) {
    size_t count = 0;
    for (size_t at = 0; at < request.ipv4.size(); at += kRankIpv4Bytes) {
        IpAddress& address = addresses_[count++];
        address = {};
        address.bytes[10] = address.bytes[11] = 0xff;
        std::memcpy(address.bytes.data() + 12, request.ipv4.data() + at, 4);
    }
    for (size_t at = 0; at < request.ipv6.size(); at += kRankIpv6Bytes)
        std::memcpy(addresses_[count++].bytes.data(), request.ipv6.data() + at, 16);
    return std::span(addresses_).first(count);
}

}  // namespace sluice
