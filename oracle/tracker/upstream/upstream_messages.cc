// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/upstream_messages.h"

#include <algorithm>
#include <array>

#include "classifier/wire/http_tracker_reply.h"

namespace sluice {
namespace {

constexpr std::string_view kNobodysPort = "9";
constexpr std::string_view kPeerId = "-SX0000-sluicetracker";
constexpr uint32_t kMinuteS = 60;
constexpr uint32_t kLongestRetryMinutes = 1'440;

std::string escaped(const InfoHash& hash) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const uint8_t byte : hash.bytes) {
        text += '%';
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

}  // namespace

HttpUrl upstream_request(const HttpUrl& announce, const InfoHash& hash, bool leaves) {
    HttpUrl request = announce;
    request.target += announce.target.find('?') == std::string::npos ? '?' : '&';
    request.target += "info_hash=" + escaped(hash);
    request.target += "&peer_id=" + std::string(kPeerId.substr(0, 20));
    request.target += "&port=" + std::string(kNobodysPort);
    request.target += "&uploaded=0&downloaded=0&left=1&compact=1&no_peer_id=1";
    request.target += leaves ? "&event=stopped&numwant=0"
                             : "&event=started&numwant=" + std::to_string(kMostUpstreamPeers);
    return request;
}

std::optional<UpstreamAnswer> parse_upstream_answer(Bytes body) {
    const HttpTrackerReply reply = parse_http_tracker_reply(body);
    if (reply.outcome != HttpTrackerReply::Outcome::complete)
        return std::nullopt;
    UpstreamAnswer answer;
    if (reply.kind == MessageKind::error_response || reply.kind == MessageKind::retry_response) {
        answer.is_refusal = true;
        if (reply.kind == MessageKind::retry_response)
            answer.interval_s =
                kMinuteS *
                std::min(reply.retry_minutes.value_or(kLongestRetryMinutes), kLongestRetryMinutes);
        return answer;
    }
    if (reply.kind != MessageKind::announce_response)
        return std::nullopt;
    answer.interval_s = reply.interval_s;
    std::array<PeerAddress, kMostUpstreamPeers> peers;
    const size_t count = read_peers(reply.peers, peers);
    for (size_t i = 0; i < count; ++i)
        answer.peers.push_back({IpAddress{peers[i].address}, peers[i].port});
    return answer;
}

}  // namespace sluice
