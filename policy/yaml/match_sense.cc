// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/match_sense.h"

#include <array>
#include <string>

namespace sluice {
namespace {

constexpr uint8_t kIcmp = 1;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;
constexpr uint8_t kIcmpV6 = 58;

// What carries a label, as bits.
constexpr uint8_t kOverTcp = 1;
constexpr uint8_t kOverUdp = 2;

uint8_t carriers(Label label) {
    switch (label) {
        case Label::bittorrent_peer:
        case Label::bittorrent_tracker_http:
        case Label::bittorrent_webseed:
        case Label::bittorrent_metainfo:
        case Label::ed2k_tcp:
        case Label::ppsp_tracker:
        case Label::suspect:
        case Label::suspect_encrypted:
        case Label::tls:
        case Label::http:
        case Label::ssh:
            return kOverTcp;
        case Label::bittorrent_utp:
        case Label::bittorrent_dht:
        case Label::bittorrent_tracker_udp:
        case Label::bittorrent_lsd:
        case Label::ed2k_udp:
        case Label::kad:
        case Label::ppsp_peer:
        case Label::quic:
        case Label::webrtc:
        case Label::wireguard:
            return kOverUdp;
        default:
            return kOverTcp | kOverUdp;
    }
}

std::string quoted(Label label) {
    return "'" + std::string(name(label)) + "'";
}

bool may_be(const Match& match, Label label) {
    return !match.label || within(label, *match.label);
}

bool is_one_of_peers(const Match& match) {
    return may_be(match, Label::bittorrent_peer) || may_be(match, Label::bittorrent_utp);
}

// What a flow of the match may be carried by.
uint8_t carriers(const Match& match) {
    const uint8_t of_label = match.label ? carriers(*match.label) : kOverTcp | kOverUdp;
    if (!match.protocol)
        return of_label;
    return static_cast<uint8_t>(of_label & ((*match.protocol == kTcp ? kOverTcp : 0) |
                                            (*match.protocol == kUdp ? kOverUdp : 0)));
}

bool some_can_be_reset(const Match& match) {
    const uint8_t over = carriers(match);
    return (over & kOverTcp) != 0 ||
           ((over & kOverUdp) != 0 && match.label && may_be(match, Label::bittorrent_utp));
}

bool all_can_be_reset(const Match& match) {
    return (match.protocol == kTcp) || (match.label && (carriers(*match.label) == kOverTcp ||
                                                        *match.label == Label::bittorrent_utp));
}

}  // namespace

void check_match(const Match& match, const YamlFields& fields) {
    if (match.label && match.protocol && *match.label != Label::unknown && carriers(match) == 0)
        fields.find("protocol")
            ->complain(quoted(*match.label) + " is never carried by that; leave it out");
    if (match.roles != 0 && !is_one_of_peers(match))
        fields.find("role")->complain("only bittorrent.peer and bittorrent.utp have roles, and " +
                                      quoted(*match.label) + " is neither");
    if (match.messages != 0 && match.label && !is_p2p(*match.label))
        fields.find("message")->complain("messages are those of peer-to-peer protocols, and " +
                                         quoted(*match.label) + " is none");
}

void check_action(const Match& match, const Action& action, const YamlValue& value) {
    const bool resets = action.reset != ResetEnds::none ||
                        (action.connections && action.connections->beyond == BeyondCap::reset);
    const bool refuses =
        action.refuse || (action.connections && action.connections->beyond == BeyondCap::refuse);
    if (resets && !some_can_be_reset(match)) {
        const std::string what = match.label && *match.label != Label::unknown
                                     ? quoted(*match.label)
                                     : "what this rule matches";
        value.complain("only TCP and bittorrent.utp can be reset, and " + what +
                       " is neither; write 'refuse' or 'drop'");
    } else if (resets && action.refuse && all_can_be_reset(match)) {
        value.complain(
            "beside 'reset', 'refuse' is for what cannot be reset, and all that this rule matches "
            "can be; leave one of them out");
    }
    if (refuses && (match.protocol == kIcmp || match.protocol == kIcmpV6))
        value.complain("ICMP is not answered by ICMP errors (RFC 1122, 3.2.2); write 'drop'");
}

}  // namespace sluice
