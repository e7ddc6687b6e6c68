// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "classifier/wire/ber_length.h"
#include "classifier/wire/openings.h"
#include "classifier/wire/openvpn.h"
#include "classifier/wire/plain_services.h"

namespace sluice {
namespace {

bool always(Bytes) {
    return true;
}

// RFC 2131 over RFC 951: Ethernet's addresses, and the magic cookie of the options.
bool is_dhcp(Bytes datagram) {
    constexpr size_t kCookieAt = 236;
    constexpr uint32_t kCookie = 0x63825363;
    Reader in{datagram};
    const uint8_t operation = in.u8();
    const uint8_t hardware = in.u8();
    const uint8_t address_bytes = in.u8();
    const uint8_t hops = in.u8();
    in.skip(kCookieAt - in.position());
    return in.be32() == kCookie && in.ok() && (operation == 1 || operation == 2) && hardware == 1 &&
           address_bytes == 6 && hops <= 16;
}

// RFC 8415, section 8: options to the end, the client's identifier among them.
bool is_dhcpv6(Bytes datagram) {
    constexpr uint16_t kClientId = 1;
    constexpr uint16_t kLastOption = 150;
    Reader in{datagram};
    in.skip(4);  // type, transaction id
    bool identified = false;
    while (in.ok() && in.remaining() > 0) {
        const uint16_t option = in.be16();
        const size_t bytes = in.be16();
        in.skip(bytes);
        if (option == 0 || option > kLastOption)
            return false;
        identified |= option == kClientId && bytes >= 3 && bytes <= 130;
    }
    return in.ok() && identified;
}

// RFC 1157, RFC 3416, RFC 3412.
bool is_snmp(Bytes datagram) {
    Reader in{datagram};
    in.skip(1);  // SEQUENCE
    const auto bytes = read_ber_length(in);
    if (!bytes || *bytes != in.remaining())
        return false;
    const uint16_t integer_of_one = in.be16();
    const uint8_t version = in.u8();
    const uint8_t next = in.u8();
    if (!in.ok() || integer_of_one != 0x0201)
        return false;
    if (version == 3)  // global data: a sequence that begins with the message's id
        return next == 0x30 && read_ber_length(in) && in.u8() == 0x02 && in.ok();
    if (version > 1 || next != 0x04)
        return false;
    const auto community = read_ber_length(in);
    in.skip(community.value_or(0));
    const uint8_t unit = in.u8();
    const auto unit_bytes = read_ber_length(in);
    return community && unit_bytes && *unit_bytes == in.remaining() && unit >= 0xa0 && unit <= 0xa8;
}

// RFC 1002, 4.2: a name of sixteen bytes, each as two letters, in a query or registration.
bool is_netbios_name_service(Bytes datagram) {
    constexpr size_t kNameAt = 12;
    if (datagram.size() <= kNameAt || datagram[kNameAt] != 32)
        return false;
    Reader in{datagram};
    in.skip(4);  // transaction, operation and flags
    const uint16_t questions = in.be16();
    const uint16_t answers = in.be16();
    in.skip(5);  // other counts, the name's length
    const Bytes name = in.take(32);
    return in.ok() && questions + answers == 1 &&
           std::ranges::all_of(name, [](uint8_t byte) { return byte >= 'A' && byte <= 'P'; });
}

// RFC 1002, 4.4: direct, group and broadcast datagrams tell their own port and length.
bool is_netbios_datagram(Bytes datagram) {
    constexpr uint16_t kPort = 138;
    Reader in{datagram};
    const uint8_t type = in.u8();
    in.skip(7);  // flags, id, address
    const uint16_t port = in.be16();
    const size_t bytes = in.be16();
    const uint16_t offset = in.be16();
    return in.ok() && type <= 0x12 && port == kPort && bytes == in.remaining() && offset == 0 &&
           in.u8() == 32;
}

// RFC 5905, 7.3: clients, servers and broadcasts. Other modes begin like uTP (BEP 29).
bool is_ntp(Bytes datagram) {
    constexpr size_t kBytes = 48;
    constexpr size_t kLongest = kBytes + 4 + 32;  // key id and digest
    constexpr uint32_t kMostDelay = 16u << 16;
    if (datagram.size() < kBytes || datagram.size() > kLongest || datagram.size() % 4 != 0)
        return false;
    Reader in{datagram};
    const uint8_t first = in.u8();
    const unsigned version = first >> 3 & 7;
    const unsigned mode = first & 7;
    const uint8_t stratum = in.u8();
    const int poll = static_cast<int8_t>(in.u8());
    const int precision = static_cast<int8_t>(in.u8());
    const uint32_t delay = in.be32();
    const uint32_t dispersion = in.be32();
    return mode >= 3 && mode <= 5 && version >= 1 && version <= 4 && stratum <= 16 && poll >= -6 &&
           poll <= 17 && precision >= -40 && precision <= 10 && delay <= kMostDelay &&
           dispersion <= kMostDelay;
}

// IKE's first message (RFC 2408, 3.1; RFC 7296, 3.1), on port 4500 behind four zeros (RFC 3948).
bool is_ike(Bytes datagram) {
    constexpr uint8_t kMain = 2, kAggressive = 4, kInitialisation = 34;
    constexpr size_t kMarkerBytes = 4, kVersionAt = 17, kHeaderBytes = 28;
    if (datagram.size() >= kMarkerBytes + kHeaderBytes && Reader{datagram}.be32() == 0)
        datagram = datagram.subspan(kMarkerBytes);
    if (datagram.size() < kHeaderBytes || (datagram[kVersionAt] & 0xcf) != 0)
        return false;
    Reader in{datagram};
    const uint64_t initiator = in.be64();
    const uint64_t responder = in.be64();
    in.skip(1);  // next payload
    const uint8_t version = in.u8();
    const uint8_t exchange = in.u8();
    in.skip(1);  // flags
    const uint32_t message = in.be32();
    const uint32_t bytes = in.be32();
    return in.ok() && initiator != 0 && responder == 0 && message == 0 &&
           bytes == datagram.size() &&
           ((version == 0x10 && (exchange == kMain || exchange == kAggressive)) ||
            (version == 0x20 && exchange == kInitialisation));
}

// Ethereum's discovery v4: hash, signature with its recovery id, type, and a list of RLP to the end
// that begins as each type's does.
bool is_ethereum_discovery(Bytes datagram) {
    constexpr size_t kRecoveryAt = 96;
    enum Type : uint8_t { kPing = 1, kPong, kFindNode, kNeighbours, kAskRecord, kRecord };
    constexpr uint8_t kList = 0xc0, kString = 0x80;
    if (datagram.size() < kRecoveryAt + 5 || datagram[kRecoveryAt] > 1)
        return false;
    Reader in{datagram.subspan(kRecoveryAt + 1)};
    const uint8_t type = in.u8();
    const uint8_t list = in.u8();
    if (list < kList || list > 0xf9)
        return false;
    size_t bytes = list - size_t{kList};
    if (list >= 0xf8)
        bytes = list == 0xf8 ? in.u8() : in.be16();
    if (bytes != in.remaining())
        return false;
    const uint8_t first = in.u8();
    switch (type) {
        case kPing:  // version
            return (first == 4 || first == 5) && in.u8() >= kList;
        case kPong:  // an endpoint
        case kNeighbours:
            return first >= kList;
        case kFindNode:  // a key of 64 bytes
            return first == 0xb8 && in.u8() == 64;
        case kAskRecord:  // a time
            return first == kString + 4;
        case kRecord:  // a hash
            return first == kString + 32;
        default:
            return false;
    }
}

constexpr Openings kOpenings{std::to_array<Opening>({
    {"SIP/2.0 ", always},
    {"INVITE sip", always},
    {"REGISTER sip", always},
    {"OPTIONS sip", always},
    {"SUBSCRIBE sip", always},
    {"NOTIFY sip", always},
    {"MESSAGE sip", always},
    {"PUBLISH sip", always},
    {"ACK sip", always},
    {"BYE sip", always},
    {"CANCEL sip", always},
    {"M-SEARCH * HTTP/1.1", always},  // SSDP; local service discovery says BT-SEARCH (BEP 14)
    {"NOTIFY * HTTP/1.1", always},
    {"HTTP/1.1 200 OK", always},
    {"\xff\xff\xff\xffTSource Engine Query", always},
    {"\x01\x01\x06", is_dhcp},
    {"\x02\x01\x06", is_dhcp},
    {"\x30", is_snmp},
    {"\x38", is_openvpn_reset},
    {"\x40", is_openvpn_reset},
    {"\x10", is_netbios_datagram},
    {"\x11", is_netbios_datagram},
    {"\x12", is_netbios_datagram},
})};

// Their first byte may be any, or one of many.
bool is_structured(Bytes datagram) {
    const bool from_dhcpv6 = datagram[0] >= 1 && datagram[0] <= 11;
    return is_ntp(datagram) || is_netbios_name_service(datagram) || is_ike(datagram) ||
           is_ethereum_discovery(datagram) || (from_dhcpv6 && is_dhcpv6(datagram));
}

}  // namespace

bool is_other_service_udp(Bytes datagram) {
    return !datagram.empty() && (kOpenings.match(datagram) || is_structured(datagram));
}

}  // namespace sluice
