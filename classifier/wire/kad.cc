// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad.h"

#include <array>

#include "classifier/wire/kad_bodies.h"

namespace sluice {
namespace {

using Kind = MessageKind;
using kad::Worth;

enum Opcode : uint8_t {
    kBootstrapRequest = 0x01,
    kBootstrapReply = 0x09,
    kHelloRequest = 0x11,
    kHelloReply = 0x19,
    kFindRequest = 0x21,
    kHelloReplyAck = 0x22,
    kFindReply = 0x29,
    kSearchKeyRequest = 0x33,
    kSearchSourceRequest = 0x34,
    kSearchNotesRequest = 0x35,
    kSearchReply1 = 0x38,  // 1: of Kad 1
    kSearchNotesReply1 = 0x3a,
    kSearchReply = 0x3b,
    kPublishRequest1 = 0x40,
    kPublishKeyRequest = 0x43,
    kPublishSourceRequest = 0x44,
    kPublishNotesRequest = 0x45,
    kPublishReply1 = 0x48,
    kPublishReply = 0x4b,
    kPublishReplyAck = 0x4c,
    kFirewalledRequest = 0x50,
    kFindBuddyRequest = 0x51,
    kCallbackRequest = 0x52,
    kFirewalledRequest2 = 0x53,
    kFirewalledReply = 0x58,
    kFirewalledAck = 0x59,
    kFindBuddyReply = 0x5a,
    kPing = 0x60,
    kPong = 0x61,
    kFirewallUdp = 0x62,
};

uint64_t peek_subject(EmuleFields body) {
    return body.le64();
}

Worth read_body(EmuleFields& in, KadMessage& message) {
    const auto about_id = [&](Kind kind) {
        message.kind = kind;
        message.subject = peek_subject(in);
    };
    switch (message.opcode) {
        case kBootstrapRequest:
            message.kind = Kind::find_node_request;
            return Worth::weak;
        case kBootstrapReply:
            message.kind = Kind::find_node_response;
            kad::node(in);
            return kad::contacts(in, in.le16());
        case kHelloRequest:
        case kHelloReply:
            message.kind =
                message.opcode == kHelloRequest ? Kind::ping_request : Kind::ping_response;
            kad::node(in);
            return kad::proves_if(kad::tag_list(in) > 0);
        case kHelloReplyAck:
            message.kind = Kind::ping_response;
            in.hash();
            return kad::proves_if(kad::tag_list(in) > 0);
        case kFindRequest: {
            message.kind = Kind::find_node_request;
            EmuleFields target = in;
            target.skip(1);
            message.subject = peek_subject(target);
            return kad::find(in);
        }
        case kFindReply:
            about_id(Kind::find_node_response);
            in.hash();
            return kad::contacts(in, in.u8());
        case kSearchKeyRequest:
            about_id(Kind::other_dht);
            return kad::search_key(in);
        case kSearchSourceRequest:
            about_id(Kind::get_peer_list_request);
            in.hash();
            in.require(in.le16() < kad::kRestrictive);
            kad::file_size(in);
            return Worth::proves;
        case kSearchNotesRequest:
            about_id(Kind::other_dht);
            in.hash();
            kad::file_size(in);
            return Worth::proves;
        case kSearchReply:
            in.hash();  // who answers
            [[fallthrough]];
        case kSearchReply1:
        case kSearchNotesReply1:
            about_id(Kind::get_peer_list_response);
            in.hash();
            return kad::results(in);
        case kPublishRequest1:
        case kPublishKeyRequest:
            about_id(Kind::announce_peer_request);
            in.hash();
            return kad::results(in);
        case kPublishSourceRequest:
        case kPublishNotesRequest:
            about_id(Kind::announce_peer_request);
            in.hash();
            in.hash();
            return kad::proves_if(kad::tag_list(in) > 0);
        case kPublishReply1:
        case kPublishReply:
            about_id(Kind::announce_peer_response);
            return kad::publish_reply(in, message.opcode == kPublishReply);
        case kPublishReplyAck:
        case kFirewalledAck:
            return Worth::weak;
        case kFirewalledRequest:
            in.require(in.le16() != 0);
            return Worth::weak;
        case kFirewalledRequest2:  // port, user, options
            in.require(in.le16() != 0);
            in.hash();
            in.skip(1);
            return Worth::weak;
        case kFirewalledReply:
            in.require(in.le32() != 0);
            return Worth::weak;
        case kFindBuddyRequest:
        case kCallbackRequest:
        case kFindBuddyReply:
            about_id(Kind::other_dht);
            return kad::buddy(in, message.opcode == kFindBuddyReply);
        case kPing:
            message.kind = Kind::ping_request;
            return Worth::weak;
        case kPong:
            message.kind = Kind::ping_response;
            in.require(in.le16() != 0);
            return Worth::weak;
        case kFirewallUdp:
            in.require(in.u8() <= 1);  // whether something went wrong
            in.require(in.le16() != 0);
            return Worth::weak;
        default:
            in.require(false);
            return Worth::weak;
    }
}

struct Pair {
    uint8_t request = 0;
    uint8_t reply = 0;
    bool repeats_subject = false;
};
constexpr std::array kPairs{
    Pair{kBootstrapRequest, kBootstrapReply, false},
    Pair{kHelloRequest, kHelloReply, false},
    Pair{kHelloReply, kHelloReplyAck, false},
    Pair{kFindRequest, kFindReply, true},
    Pair{kSearchKeyRequest, kSearchReply, true},
    Pair{kSearchSourceRequest, kSearchReply, true},
    Pair{kSearchNotesRequest, kSearchReply, true},
    Pair{kPublishRequest1, kPublishReply1, true},
    Pair{kPublishKeyRequest, kPublishReply, true},
    Pair{kPublishSourceRequest, kPublishReply, true},
    Pair{kPublishNotesRequest, kPublishReply, true},
    Pair{kFirewalledRequest, kFirewalledReply, false},
    Pair{kFirewalledRequest2, kFirewalledReply, false},
    Pair{kFindBuddyRequest, kFindBuddyReply, true},
    Pair{kPing, kPong, false},
};

}  // namespace

std::optional<KadMessage> parse_kad(Bytes datagram, Inflator& inflator) {
    if (datagram.size() < 2)
        return std::nullopt;
    KadMessage message;
    message.opcode = datagram[1];
    Bytes body = datagram.subspan(2);
    const bool packed = datagram[0] == kKadPackedProtocol;
    if (packed) {
        const auto unpacked = inflator.inflate(body);
        if (!unpacked)
            return std::nullopt;
        body = *unpacked;
    } else if (datagram[0] != kKadProtocol) {
        return std::nullopt;
    }
    EmuleFields in{body, body.size()};
    const Worth worth = read_body(in, message);
    in.end();
    if (!in.sound())
        return std::nullopt;
    message.proves = packed || worth == Worth::proves;
    return message;
}

bool answers(const KadMessage& reply, const KadMessage& request) {
    for (const Pair& pair : kPairs)
        if (pair.request == request.opcode && pair.reply == reply.opcode)
            return !pair.repeats_subject || reply.subject == request.subject;
    return false;
}

}  // namespace sluice
