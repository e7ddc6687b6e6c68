// SPDX-License-Identifier: Apache-2.0
#include "control/explain/evidence_words.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sluice {
namespace {

constexpr size_t kKindsShown = 6;

std::string_view meaning(Label label) {
    switch (label) {
        case Label::unknown:
            return "nothing could be said of it";
        case Label::bittorrent:
            return "BitTorrent";
        case Label::bittorrent_peer:
            return "BitTorrent between two peers, over TCP (BEP 3, or encrypted)";
        case Label::bittorrent_utp:
            return "BitTorrent's own transport over UDP, uTP (BEP 29)";
        case Label::bittorrent_dht:
            return "BitTorrent's distributed hash table (BEP 5)";
        case Label::bittorrent_tracker:
            return "a client and its BitTorrent tracker";
        case Label::bittorrent_tracker_http:
            return "a client and its BitTorrent tracker, over HTTP (BEP 3)";
        case Label::bittorrent_tracker_udp:
            return "a client and its BitTorrent tracker, over UDP (BEP 15)";
        case Label::bittorrent_lsd:
            return "BitTorrent's search for peers in the same network (BEP 14)";
        case Label::bittorrent_webseed:
            return "BitTorrent from a web server (BEP 17, 19)";
        case Label::bittorrent_metainfo:
            return "the download of a .torrent file";
        case Label::ed2k:
        case Label::ed2k_tcp:
        case Label::ed2k_udp:
            return "eDonkey";
        case Label::kad:
            return "Kademlia as eMule speaks it";
        case Label::ppsp:
        case Label::ppsp_peer:
            return "peer-to-peer streaming between peers (RFC 7574)";
        case Label::ppsp_tracker:
            return "peer-to-peer streaming, with a tracker (RFC 7846)";
        case Label::suspect:
        case Label::suspect_encrypted:
            return "looks like an encrypted peer connection, and nothing says that it is not";
        case Label::other:
            return "both ends were heard, and it is nothing that has a name here";
        default:
            return "by its protocol";
    }
}

std::string_view why_sure(Grade grade) {
    switch (grade) {
        case Grade::exact:
            return "the structure of what was sent was verified";
        case Grade::coherent:
            return "what both ends sent fits together as the protocol has it";
        case Grade::endpoint:
            return "one end is known for it from elsewhere, and the beginning fits";
        case Grade::suspect:
            return "by statistics alone";
        case Grade::none:
            return "";
    }
    return "";
}

std::string message_words(const PeerReport& peers, Direction direction) {
    std::vector<std::pair<uint32_t, std::string>> counts;
    for (size_t i = 0; i < kMessageKindCount; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        if (const uint32_t count = peers.count(direction, kind); count != 0)
            counts.emplace_back(count, fmt::format("{} {}", name(kind), count));
    }
    std::stable_sort(counts.begin(), counts.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (size_t i = 0; i < std::min(counts.size(), kKindsShown); ++i)
        text += (i == 0 ? "" : ", ") + counts[i].second;
    return counts.size() > kKindsShown ? text + ", ..." : text;
}

std::string_view role_words(PeerRole role) {
    switch (role) {
        case PeerRole::unknown:
            return "";
        case PeerRole::leech:
            return "takes pieces";
        case PeerRole::seed:
            return "has all pieces";
        case PeerRole::both:
            return "takes pieces and gives some";
        case PeerRole::partial_seed:
            return "wants no more pieces";
        case PeerRole::superseeder:
            return "has all pieces, and shows one at a time";
    }
    return "";
}

void add_peers(const PeerReport& peers, std::vector<std::string>& lines) {
    for (const Direction direction : {Direction::up, Direction::down}) {
        if (const std::string messages = message_words(peers, direction); !messages.empty())
            lines.push_back(fmt::format("messages {}: {}", name(direction), messages));
    }
    for (const auto& [end, who] :
         {std::pair{Direction::up, "subscriber"}, {Direction::down, "remote end"}}) {
        const auto role = role_words(peers.role[static_cast<size_t>(end)]);
        if (!role.empty())
            lines.push_back(fmt::format("by its messages the {} {}", who, role));
    }
}

}  // namespace

std::vector<std::string> evidence_words(const FlowReport& report) {
    const auto [label, grade] = report.verdict;
    std::vector<std::string> lines{fmt::format("label {}: {}", name(label), meaning(label))};
    if (grade != Grade::none)
        lines.push_back(fmt::format("grade {}: {}", name(grade), why_sure(grade)));
    if (!report.settled)
        lines.emplace_back("still being looked at: the label may rise");
    if (report.encrypted)
        lines.emplace_back("its payload is encrypted, so no messages are read");
    if (report.peers)
        add_peers(*report.peers, lines);
    return lines;
}

}  // namespace sluice
