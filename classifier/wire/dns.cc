// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/dns.h"

#include <algorithm>
#include <string_view>

namespace sluice {
namespace {

constexpr size_t kHeaderBytes = 12;
constexpr size_t kShortestMessage = kHeaderBytes + 5;  // one question for the root
constexpr size_t kLongestName = 255;
constexpr uint16_t kResponseBit = 0x8000;
constexpr uint16_t kTruncatedBit = 0x0200;
constexpr uint16_t kService = 33;         // SRV (RFC 2782)
constexpr uint16_t kOptions = 41;         // EDNS (RFC 6891)
constexpr uint16_t kNetbios = 32;         // NB (RFC 1002), which has DNS's form and is not DNS
constexpr uint16_t kCacheFlush = 0x8000;  // RFC 6762, 5.4 and 10.2: the top bit is mDNS's

struct Header {
    uint16_t transaction_id = 0;
    uint16_t flags = 0;
    uint16_t questions = 0;
    uint16_t answers = 0;
    uint16_t authorities = 0;
    uint16_t additional = 0;

    bool response() const { return (flags & kResponseBit) != 0; }
    size_t records() const { return size_t{answers} + authorities + additional; }
};

Header read_header(Reader& in) {
    Header header;
    header.transaction_id = in.be16();
    header.flags = in.be16();
    header.questions = in.be16();
    header.answers = in.be16();
    header.authorities = in.be16();
    header.additional = in.be16();
    return header;
}

// What RFC 1035, 4.1.1 and RFC 6895 allow, of it what is in use: queries and their responses.
bool is_sane(const Header& header) {
    const unsigned operation = header.flags >> 11 & 0xf;
    const unsigned code = header.flags & 0xf;
    const bool reserved = (header.flags & 0x0040) != 0;
    if (operation != 0 || reserved || code > 10)
        return false;
    if (header.response())
        return header.questions <= 1 && header.questions + header.records() > 0;
    // Authoritative, available and the code are a server's to set. Only mDNS, whose id is zero,
    // asks more than one question and tells what it knows already.
    constexpr uint16_t kOfServers = 0x0400 | 0x0080 | 0x000f;
    if ((header.flags & kOfServers) != 0 || header.questions == 0)
        return false;
    return header.transaction_id == 0 || (header.questions == 1 && header.answers == 0 &&
                                          header.authorities == 0 && header.additional <= 2);
}

// Labels up to the root or to a pointer back. Names are bytes; those in use are printable, or UTF-8
// in mDNS.
bool skip_name(Reader& in) {
    const size_t start = in.position();
    while (in.ok()) {
        const uint8_t length = in.u8();
        if (length == 0)
            return in.ok();
        if (length >= 0xc0) {
            const size_t target = (length & 0x3fu) << 8 | in.u8();
            return in.ok() && target >= kHeaderBytes && target < start;
        }
        if (length > 63)
            return false;
        const Bytes label = in.take(length);
        if (in.position() - start >= kLongestName ||
            std::ranges::any_of(label, [](uint8_t byte) { return byte < ' ' || byte == 0x7f; }))
            return false;
    }
    return false;
}

// Types of questions and records that IANA lists, without the one that tells NetBIOS.
bool is_type(uint16_t type) {
    return (type >= 1 && type <= 110 && type != kNetbios) || (type >= 249 && type <= 263) ||
           type == 32768 || type == 32769;
}

bool is_class(uint16_t value) {
    const unsigned plain = value & ~kCacheFlush;
    return plain == 1 || plain == 3 || plain == 4 || plain == 254 || plain == 255;
}

// A name server's status is asked for by SRV's number and a name encoded in sixteen pairs of
// letters (RFC 1001, 14.1).
bool is_netbios_name(Bytes name) {
    return name.size() > 33 && name[0] == 32 &&
           std::ranges::all_of(name.subspan(1, 32),
                               [](uint8_t byte) { return byte >= 'A' && byte <= 'P'; });
}

bool seeks_tracker(Bytes name) {
    constexpr std::string_view kLabels = "\x13_bittorrent-tracker\x04_tcp";
    constexpr auto lower = [](uint8_t byte) -> uint8_t {
        return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
    };
    return name.size() > kLabels.size() &&
           std::equal(kLabels.begin(), kLabels.end(), name.begin(), [&](char wanted, uint8_t byte) {
               return static_cast<uint8_t>(wanted) == lower(byte);
           });
}

// If it is false and in is not ok, only the end is missing.
bool read_questions(Reader& in, const Header& header, DnsMessage& message) {
    for (size_t i = 0; i < header.questions; ++i) {
        const Bytes name = in.rest();
        if (!skip_name(in))
            return false;
        const uint16_t type = in.be16();
        const uint16_t question_class = in.be16();
        if (!in.ok() || !is_type(type) || !is_class(question_class) || is_netbios_name(name))
            return false;
        if (i == 0)
            message.question_type = type;
        message.seeks_tracker |= type == kService && seeks_tracker(name);
    }
    return true;
}

bool skip_records(Reader& in, size_t count) {
    for (; count > 0; --count) {
        if (!skip_name(in))
            return false;
        const uint16_t type = in.be16();
        const uint16_t record_class = in.be16();
        in.skip(4);  // time to live
        in.skip(in.be16());
        // Of an OPT record the class is a size.
        if (!in.ok() || !is_type(type) || (type != kOptions && !is_class(record_class)))
            return false;
    }
    return true;
}

}  // namespace

std::optional<DnsMessage> parse_dns(Bytes datagram) {
    if (datagram.size() < kHeaderBytes)
        return std::nullopt;
    Reader in{datagram};
    const Header header = read_header(in);
    if (!is_sane(header))
        return std::nullopt;

    DnsMessage message;
    message.response = header.response();
    message.transaction_id = header.transaction_id;
    if (!read_questions(in, header, message))
        return std::nullopt;
    // A truncated response may keep the counts of what it left out.
    const bool truncated = header.response() && (header.flags & kTruncatedBit) != 0;
    if (truncated && header.questions == 1 && in.remaining() == 0)
        return message;
    if (!skip_records(in, header.records()) || in.remaining() != 0)
        return std::nullopt;
    return message;
}

DnsStream parse_dns_stream(Bytes stream) {
    Reader in{stream};
    const size_t bytes = in.be16();
    if (!in.ok())
        return {StreamShape::partial, {}};
    if (bytes < kShortestMessage)
        return {};
    const Header header = read_header(in);
    // Over TCP a response repeats its question, too.
    if (in.ok() && (!is_sane(header) || header.questions != 1))
        return {};
    if (stream.size() < sizeof(uint16_t) + bytes) {
        Reader cut{stream.subspan(sizeof(uint16_t))};
        cut.skip(kHeaderBytes);
        DnsMessage message;
        const bool fits = read_questions(cut, header, message) || !cut.ok();
        return {fits ? StreamShape::partial : StreamShape::absent, {}};
    }
    const auto message = parse_dns(stream.subspan(sizeof(uint16_t), bytes));
    return message ? DnsStream{StreamShape::complete, *message} : DnsStream{};
}

}  // namespace sluice
