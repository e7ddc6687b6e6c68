// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_service.h"

#include <array>
#include <cstring>
#include <string>

#include "oracle/tracker/udp_reply.h"
#include "oracle/tracker/udp_request.h"

namespace sluice {
namespace {

constexpr size_t kMostHashes = 74;
constexpr std::string_view kUnproven = "connection id is not valid";
// The shortest request that is answered so is a scrape of one hash: 36 bytes.
static_assert(8 + kUnproven.size() <= 36);

// BEP 31 is of HTTP; in a text it may tell a reader the same.
std::string error_text(Refusal refusal) {
    const RefusalText text = text_of(refusal);
    std::string line(text.reason);
    line += ", retry in ";
    line += text.retry_minutes == 0 ? "never" : std::to_string(text.retry_minutes);
    return line;
}

}  // namespace

size_t UdpService::answer(Bytes datagram, const IpAddress& source, uint32_t now_s,
                          std::span<uint8_t> reply) {
    const auto request = parse_udp_request(datagram);
    if (!request) {
        counts_.malformed.add();
        return 0;
    }
    if (request->action == UdpTrackerAction::connect) {
        counts_.connects.add();
        return write_udp_connect(reply, request->transaction_id, ids_.give(source, now_s));
    }
    if (!ids_.accepts(request->connection_id, source, now_s)) {
        counts_.unproven.add();
        return write_udp_error(reply, request->transaction_id, kUnproven);
    }
    if (request->action == UdpTrackerAction::announce)
        return announce(request->transaction_id, request->announce, source, now_s, reply);
    return scrape(request->transaction_id, request->hashes, reply);
}

size_t UdpService::announce(uint32_t transaction_id, const AnnounceRequest& request,
                            const IpAddress& source, uint32_t now_s, std::span<uint8_t> reply) {
    const std::span<uint8_t> room =
        reply.subspan(kUdpAnnounceHead, kUdpReplyBytes - kUdpAnnounceHead);
    const bool ipv4 = source.is_ipv4();
    const auto answer = tracker_.announce(
        request, source, now_s,
        ipv4 ? PeerRoom{.ipv4 = room, .ipv6 = {}} : PeerRoom{.ipv4 = {}, .ipv6 = room});
    if (answer.refusal != Refusal::none) {
        counts_.refused[static_cast<size_t>(answer.refusal)].add();
        return write_udp_error(reply, transaction_id, error_text(answer.refusal));
    }
    counts_.announces.add();
    return write_udp_announce_head(reply, transaction_id, answer.interval_s, answer.counts) +
           answer.ipv4_peers * PeerGroup::kCompactIpv4 +
           answer.ipv6_peers * PeerGroup::kCompactIpv6;
}

size_t UdpService::scrape(uint32_t transaction_id, Bytes hashes, std::span<uint8_t> reply) {
    std::array<SwarmCounts, kMostHashes> counts;
    size_t count = 0;
    InfoHash hash;
    for (; count * hash.bytes.size() < hashes.size(); ++count) {
        std::memcpy(hash.bytes.data(), hashes.data() + count * hash.bytes.size(),
                    hash.bytes.size());
        counts[count] = tracker_.scrape(hash);
    }
    counts_.scrapes.add();
    return write_udp_scrape(reply, transaction_id, std::span(counts).first(count));
}

}  // namespace sluice
