// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k_udp.h"

#include <algorithm>
#include <array>

#include "classifier/wire/ed2k_bodies.h"

namespace sluice {
namespace {

using Kind = MessageKind;
constexpr std::nullopt_t kNoWord = std::nullopt;

enum Opcode : uint8_t {
    // Client and server.
    kSearch3 = 0x90,
    kSearch2 = 0x92,
    kGetSources2 = 0x94,
    kStatusRequest = 0x96,
    kStatusReply = 0x97,
    kSearch = 0x98,
    kSearchReply = 0x99,
    kGetSources = 0x9a,
    kFoundSources = 0x9b,
    kCallback = 0x9c,
    kInvalidLowId = 0x9e,
    kListRequest = 0xa0,
    kListReply = 0xa1,
    kDescriptionRequest = 0xa2,
    kDescriptionReply = 0xa3,
    kListRequest2 = 0xa4,
    // Clients.
    kReask = 0x90,
    kReaskReply = 0x91,
    kFileNotFound = 0x92,
    kQueueFull = 0x93,
    kReaskByBuddy = 0x94,
    kDirectCallback = 0x95,
    kPortTest = 0xfe,
};

// Clients mark the challenges that they choose, as below: a status request has this above 16
// random bits, a description request a length that no name has in its lower 16 bits.
constexpr uint32_t kStatusChallenge = 0x55aa;
constexpr uint32_t kDescriptionChallenge = 0xf0ff;
constexpr uint32_t kLowIds = 1u << 24;
constexpr uint8_t kPortTestByte = 0x12;
constexpr std::array<size_t, 7> kStatusReplyBytes{12, 16, 20, 24, 28, 32, 40};

uint64_t peek_subject(EmuleFields body) {
    return body.le64();
}

// A name and a description; or a challenge and tags, where one was sent.
void description(EmuleFields& in, Ed2kUdpMessage& message) {
    EmuleFields tagged = in;
    const uint32_t challenge = tagged.le32();
    if (tagged.sound() && (challenge & 0xffff) == kDescriptionChallenge) {
        const uint32_t count = tagged.le32();
        tagged.require(count <= tagged.left() / 3);
        tagged.tags(count);
        message.subject = challenge;
        in = tagged;
    } else {
        in.require(in.string() > 0);
        in.string();
    }
    in.end();
}

// Requests for the sources of several files follow each other.
void files(EmuleFields& in, bool with_sizes) {
    in.require(in.left() > 0);
    while (in.sound() && in.left() > 0) {
        in.hash();
        // Above 4 GiB the size is 0 and a longer one follows.
        if (with_sizes && in.le32() == 0)
            in.require(in.le64() > UINT32_MAX);
    }
}

// A datagram may hold several replies, each with its header.
bool next_reply(EmuleFields& in, uint8_t opcode) {
    if (!in.sound() || in.left() == 0)
        return false;
    in.require(in.u8() == kEd2kProtocol);
    in.require(in.u8() == opcode);
    return in.sound();
}

void found_sources(EmuleFields& in) {
    do {
        in.hash();
        const uint8_t count = in.u8();
        in.require(count > 0);
        in.skip(count * size_t{6});
    } while (next_reply(in, kFoundSources));
}

void search_reply(EmuleFields& in) {
    do
        ed2k::listed_entry(in);
    while (next_reply(in, kSearchReply));
}

void server_message(EmuleFields& in, Ed2kUdpMessage& message) {
    const auto is = [&](std::optional<Kind> kind, bool proves) {
        message.kind = kind;
        message.proves = proves;
    };
    const size_t length = in.left();
    switch (message.opcode) {
        case kSearch3: {
            is(kNoWord, true);
            const uint32_t count = in.le32();
            in.require(count <= in.left() / 3);
            in.tags(count);
            ed2k::search(in);
            break;
        }
        case kSearch2:
        case kSearch:
            is(kNoWord, true);
            ed2k::search(in);
            break;
        case kSearchReply:
            is(kNoWord, true);
            search_reply(in);
            break;
        case kGetSources2:
        case kGetSources:
            is(Kind::get_peer_request, false);
            message.subject = peek_subject(in);
            files(in, message.opcode == kGetSources2);
            break;
        case kFoundSources:
            is(Kind::get_peer_response, false);
            message.subject = peek_subject(in);
            found_sources(in);
            break;
        case kStatusRequest:
            in.require(length == 0 || length == 4);
            if (length == 4)
                message.subject = in.le32();
            is(Kind::scrape_request, message.subject >> 16 == kStatusChallenge);
            break;
        case kStatusReply:
            is(Kind::scrape_response, false);
            in.require(std::ranges::find(kStatusReplyBytes, length) != kStatusReplyBytes.end());
            message.subject = in.le32();
            in.free_rest();
            break;
        case kCallback:
            is(Kind::holepunch, false);
            in.skip(6);
            in.require(in.le32() < kLowIds);
            break;
        case kInvalidLowId:
            is(Kind::error_response, false);
            in.require(in.le32() < kLowIds);
            break;
        case kListRequest:
            is(kNoWord, false);
            in.skip(6);
            break;
        case kListReply:
            is(kNoWord, false);
            ed2k::server_list(in);
            break;
        case kDescriptionRequest:
            in.require(length == 0 || length == 4);
            if (length == 4)
                message.subject = in.le32();
            is(kNoWord, (message.subject & 0xffff) == kDescriptionChallenge);
            break;
        case kDescriptionReply:
            is(kNoWord, true);
            description(in, message);
            break;
        case kListRequest2:
            is(kNoWord, false);
            break;
        default:
            in.require(false);
    }
}

void client_message(EmuleFields& in, Ed2kUdpMessage& message) {
    switch (message.opcode) {
        case kReask:  // keeps the place in the queue
            message.kind = Kind::keep_alive;
            ed2k::request_file_name(in);
            break;
        case kReaskReply:  // rank, since version 4 behind the status
            message.kind = Kind::keep_alive;
            if (in.left() > 2)
                ed2k::part_status(in);
            in.skip(2);
            break;
        case kFileNotFound:
            message.kind = Kind::error_response;
            break;
        case kQueueFull:
            message.kind = Kind::choke;
            break;
        case kReaskByBuddy:
            message.kind = Kind::keep_alive;
            in.hash();
            ed2k::request_file_name(in);
            break;
        case kDirectCallback:  // port, user, options
            message.kind = Kind::holepunch;
            in.require(in.le16() != 0);
            in.hash();
            in.skip(1);
            break;
        case kPortTest:
            in.require(in.u8() == kPortTestByte);
            break;
        default:
            in.require(false);
    }
}

}  // namespace

std::optional<Ed2kUdpMessage> parse_ed2k_udp(Bytes datagram) {
    EmuleFields in{datagram, datagram.size()};
    Ed2kUdpMessage message;
    message.protocol = in.u8();
    message.opcode = in.u8();
    if (message.protocol == kEd2kProtocol)
        server_message(in, message);
    else if (message.protocol == kEmuleProtocol)
        client_message(in, message);
    else
        return std::nullopt;
    in.end();
    return in.sound() ? std::optional(message) : std::nullopt;
}

bool answers(const Ed2kUdpMessage& reply, const Ed2kUdpMessage& request) {
    if (reply.protocol != request.protocol)
        return false;
    if (request.protocol == kEmuleProtocol)
        return request.opcode == kReask && reply.opcode >= kReaskReply &&
               reply.opcode <= kQueueFull;
    switch (request.opcode) {
        case kStatusRequest:
            return reply.opcode == kStatusReply && reply.subject == request.subject;
        case kGetSources:
        case kGetSources2:
            return reply.opcode == kFoundSources && reply.subject == request.subject;
        case kListRequest:
        case kListRequest2:
            return reply.opcode == kListReply;
        case kDescriptionRequest:
            return reply.opcode == kDescriptionReply;
        case kSearch:
        case kSearch2:
        case kSearch3:
            return reply.opcode == kSearchReply;
        default:
            return false;
    }
}

}  // namespace sluice
