// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/http_service.h"

#include <array>
#include <vector>

#include "oracle/tracker/http_reply.h"

namespace sluice {
namespace {

constexpr size_t kMostPeers = 200;  // of each IP version

}  // namespace

std::string HttpService::answer(const HttpTrackerQuery& query, const IpAddress& source,
                                uint32_t now_s, AnnounceAnswer& came_to) {
    if (query.kind == HttpTrackerQuery::Kind::announce)
        return announce(query, source, now_s, came_to);
    if (query.kind == HttpTrackerQuery::Kind::scrape)
        return scrape(query);
    counts_.malformed.add();
    return http_failure_body({query.objection, 0});
}

std::string HttpService::announce(const HttpTrackerQuery& query, const IpAddress& source,
                                  uint32_t now_s, AnnounceAnswer& answer) {
    std::array<uint8_t, kMostPeers * PeerGroup::kCompactIpv4> ipv4;
    std::array<uint8_t, kMostPeers * PeerGroup::kCompactIpv6> ipv6;
    answer = tracker_.announce(query.announce, source, now_s, {ipv4, ipv6});
    if (answer.refusal != Refusal::none) {
        counts_.refused[static_cast<size_t>(answer.refusal)].add();
        return http_failure_body(text_of(answer.refusal));
    }
    counts_.announces.add();
    return http_announce_body({answer.interval_s, answer.counts, source, query.compact,
                               Bytes{ipv4}.first(answer.ipv4_peers * PeerGroup::kCompactIpv4),
                               Bytes{ipv6}.first(answer.ipv6_peers * PeerGroup::kCompactIpv6)});
}

std::string HttpService::scrape(const HttpTrackerQuery& query) {
    std::vector<SwarmCounts> counts;
    counts.reserve(query.hashes.size());
    for (const InfoHash& hash : query.hashes)
        counts.push_back(tracker_.scrape(hash));
    counts_.scrapes.add();
    return http_scrape_body(query.hashes, counts);
}

}  // namespace sluice
