// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/refusal.h"

#include <algorithm>
#include <cstring>

#include <netinet/in.h>

#include "dataplane/answers/ip_checksums.h"
#include "dataplane/answers/own_answers.h"

namespace sluice {
namespace {

constexpr uint8_t kTtl = 64;
constexpr uint8_t kUnreachable = 3, kProhibited = 13;
constexpr uint8_t kUnreachable6 = 1, kProhibited6 = 1;
constexpr size_t kLongest = 576;  // RFC 1812, section 4.3.2.3
constexpr size_t kLongest6 = 1'280;

bool is_icmp_error(const Packet& packet) {
    const ParsedPacket& parsed = packet.parsed;
    const bool in_hand = parsed.transport_offset != 0 && packet.length > parsed.transport_offset;
    const uint8_t type = in_hand ? packet.data[parsed.transport_offset] : 0;
    switch (parsed.protocol) {
        case IPPROTO_ICMP:  // queries and their answers are no errors (RFC 1122, section 3.2.2)
            return !in_hand || (type != 0 && type != 8 && (type < 13 || type > 18));
        case IPPROTO_ICMPV6:
            return !in_hand || type < 128 || type == 137;  // RFC 4443, section 2.4 (e.2): redirects
        default:
            return false;
    }
}

IpAddress address_at(const uint8_t* bytes, bool ipv4) {
    return ipv4 ? IpAddress::from_ipv4(get_be32(bytes)) : IpAddress::from_ipv6(bytes);
}

}  // namespace

bool may_be_refused(const Packet& packet) {
    const ParsedPacket& parsed = packet.parsed;
    if (parsed.fragment_offset != 0 || is_icmp_error(packet))
        return false;
    const AnsweredPacket answered(packet);
    const bool ipv4 = answered.is_ipv4();
    if (answered.in_hand < answered.header_bytes())
        return false;
    return address_at(answered.ip + (ipv4 ? 12 : 8), ipv4).is_unicast() &&
           address_at(answered.ip + (ipv4 ? 16 : 24), ipv4).is_unicast();
}

size_t write_refusal(std::span<uint8_t> out, const AnsweredPacket& answered, uint64_t mark_key) {
    const bool ipv4 = answered.is_ipv4();
    const size_t header = answered.header_bytes();
    const size_t before = header + kRefusalHeader;
    const size_t quoted =
        std::min<size_t>(answered.in_hand, (ipv4 ? kLongest : kLongest6) - before);
    if (out.size() < before + quoted)
        return 0;
    uint8_t* const ip = out.data();
    const auto protocol = static_cast<uint8_t>(ipv4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6});
    write_ip_header(ip, answered, Way::back, protocol, kRefusalHeader + quoted, kTtl);

    uint8_t* const message = ip + header;
    std::memset(message, 0, kRefusalHeader);
    message[0] = ipv4 ? kUnreachable : kUnreachable6;
    message[1] = ipv4 ? kProhibited : kProhibited6;
    std::memcpy(message + kRefusalHeader, answered.ip, quoted);
    mark_answer(ip, message, mark_key);
    const Bytes whole(message, kRefusalHeader + quoted);
    put_be16(message + 2,
             ipv4 ? internet_checksum(whole) : transport_checksum(ip, IPPROTO_ICMPV6, whole));
    if (ipv4)
        set_ipv4_checksum(ip);
    return before + quoted;
}

bool is_refusal(uint8_t protocol, Bytes message) {
    constexpr size_t kShortest = kRefusalHeader + 20;
    if (message.size() < kShortest)
        return false;
    return protocol == IPPROTO_ICMP ? message[0] == kUnreachable && message[1] == kProhibited
                                    : protocol == IPPROTO_ICMPV6 && message[0] == kUnreachable6 &&
                                          message[1] == kProhibited6;
}

}  // namespace sluice
