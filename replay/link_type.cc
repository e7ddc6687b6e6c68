// SPDX-License-Identifier: Apache-2.0
#include "replay/link_type.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include <pcap/pcap.h>

namespace sluice {
namespace {

constexpr uint16_t kMpls = 0x8847;
constexpr uint16_t kPppoeSession = 0x8864;

constexpr FirstHeader kNotIp{.layer = FirstLayer::ethertype};

// A header cut short leaves an IP header of no bytes, which the parser counts as truncated.
FirstHeader behind(const Reader& in, FirstLayer layer, uint16_t ethertype = 0) {
    return {.layer = in.ok() ? layer : FirstLayer::ip,
            .ethertype = ethertype,
            .offset = static_cast<uint16_t>(in.position())};
}

// Linux "cooked" captures: the protocol is the last field of version 1, the first of version 2.
FirstHeader after_cooked(Reader in) {
    in.skip(14);
    const uint16_t ethertype = in.be16();
    return behind(in, FirstLayer::ethertype, ethertype);
}

FirstHeader after_cooked_v2(Reader in) {
    const uint16_t ethertype = in.be16();
    in.skip(18);
    return behind(in, FirstLayer::ethertype, ethertype);
}

// BSD loopback: an address family in the byte order of the machine (DLT_NULL) or of the network
// (DLT_LOOP). AF_INET is 2 everywhere; AF_INET6 is 10, 24, 28 or 30.
FirstHeader after_address_family(Reader in) {
    const uint32_t field = in.be32();
    if (!in.ok())
        return behind(in, FirstLayer::ip);
    const uint32_t family = field > 0xffff ? __builtin_bswap32(field) : field;
    switch (family) {
        case 2:
        case 10:
        case 24:
        case 28:
        case 30:
            return behind(in, FirstLayer::ip);
        default:
            return kNotIp;
    }
}

FirstHeader after_cisco_hdlc(Reader in) {
    in.skip(2);  // address, control
    const uint16_t ethertype = in.be16();
    return behind(in, FirstLayer::ethertype, ethertype);
}

// IEEE 802.2 LLC with SNAP (RFC 1042): DSAP and SSAP 0xaa, UI, an OUI of zeros, the EtherType.
FirstHeader after_snap(Reader in) {
    const uint32_t llc_and_oui = in.be32();
    const uint16_t rest_of_oui = in.be16();
    const uint16_t ethertype = in.be16();
    if (in.ok() && (llc_and_oui != 0xaaaa0300 || rest_of_oui != 0))
        return kNotIp;
    return behind(in, FirstLayer::ethertype, ethertype);
}

// IEEE 802.11 data frames in the clear; an aggregate (A-MSDU) is not taken apart.
FirstHeader after_wifi(Reader in) {
    const uint8_t kind = in.u8();
    const uint8_t flags = in.u8();
    constexpr uint8_t kProtected = 0x40;
    const bool is_data = (kind & 0x0c) == 0x08;
    const bool has_body = (kind & 0x40) == 0;
    if (!is_data || !has_body || (flags & kProtected) != 0)
        return kNotIp;
    in.skip(22);
    if ((flags & 0x03) == 0x03)
        in.skip(6);  // from one access point to another: a fourth address
    if ((kind & 0x80) != 0 && (in.be16() & 0x8000) != 0)  // QoS control: A-MSDU present
        return kNotIp;
    return after_snap(in);
}

// radiotap.org: version, padding, and the length of it all in little-endian order.
FirstHeader after_radiotap(Reader in) {
    in.skip(2);
    const uint16_t length = __builtin_bswap16(in.be16());
    if (length < 4)
        return kNotIp;
    in.skip(length - 4u);
    return after_wifi(in);
}

FirstHeader at_ethernet(Reader) {
    return {.layer = FirstLayer::ethernet};
}
FirstHeader at_ip(Reader) {
    return {.layer = FirstLayer::ip};
}
FirstHeader at_ppp(Reader) {
    return {.layer = FirstLayer::ppp};
}
FirstHeader at_pppoe(Reader) {
    return {.layer = FirstLayer::ethertype, .ethertype = kPppoeSession};
}
FirstHeader at_mpls(Reader) {
    return {.layer = FirstLayer::ethertype, .ethertype = kMpls};
}

struct LinkType {
    int value;
    FirstHeader (*find)(Reader frame);
};

constexpr LinkType kLinkTypes[] = {
    {DLT_EN10MB, at_ethernet},
    {DLT_RAW, at_ip},
    {DLT_IPV4, at_ip},
    {DLT_IPV6, at_ip},
    {DLT_NULL, after_address_family},
    {DLT_LOOP, after_address_family},
    {DLT_PPP, at_ppp},
    {DLT_PPP_SERIAL, at_ppp},
    {DLT_PPP_ETHER, at_pppoe},
    {DLT_MPLS, at_mpls},
    {DLT_C_HDLC, after_cisco_hdlc},
    {DLT_LINUX_SLL, after_cooked},
    {DLT_LINUX_SLL2, after_cooked_v2},
    {DLT_ATM_RFC1483, after_snap},
    {DLT_IEEE802_11, after_wifi},
    {DLT_IEEE802_11_RADIO, after_radiotap},
};

const LinkType* find(int value) {
    const auto* found = std::ranges::find(kLinkTypes, value, &LinkType::value);
    return found == std::end(kLinkTypes) ? nullptr : found;
}

}  // namespace

bool is_looked_into(int link_type) {
    return find(link_type) != nullptr;
}

std::string link_type_name(int link_type) {
    const char* name = pcap_datalink_val_to_name(link_type);
    return name != nullptr ? name : std::to_string(link_type);
}

FirstHeader first_header(int link_type, Bytes frame) {
    const LinkType* known = find(link_type);
    return known == nullptr ? kNotIp : known->find(Reader{frame});
}

}  // namespace sluice
