// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/big_endian.h"
#include "dataplane/answers/envelope.h"
#include "dataplane/layers.h"

// The parser has found its way through these headers, and they are read as it reads them; only
// what an answer needs to know of them is kept here, so that packets without one pay for none of
// it.
namespace sluice {

struct Envelope::Place {
    enum class Next : uint8_t { ethernet, ethertype, ppp, mpls, ip, transport };

    Bytes frame;  // up to where the packet begins
    uint32_t at = 0;
    Next next = Next::ethernet;
    uint16_t type = 0;  // of Next::ethertype; the protocol of Next::transport

    bool holds(uint32_t count) const { return at + count <= frame.size(); }
    const uint8_t* here() const { return frame.data() + at; }
    bool go_on(uint32_t count, Next then, uint16_t of_type = 0) {
        at += count;
        next = then;
        type = of_type;
        return at <= frame.size();
    }
};

bool Envelope::note(Kind kind, uint32_t at) {
    if (count_ == kMostHeaders)
        return false;
    noted_[count_++] = {kind, static_cast<uint16_t>(at)};
    return true;
}

bool Envelope::open(Bytes frame, uint16_t ip_offset) {
    count_ = 0;
    has_way_back_ = true;
    if (frame.size() < ip_offset)
        return false;
    headers_ = frame.first(ip_offset);
    Place place{.frame = headers_};
    constexpr int kMostSteps = 64;
    for (int steps = 0; steps < kMostSteps; ++steps) {
        if (place.at == ip_offset)
            return true;
        bool sound = false;
        switch (place.next) {
            case Place::Next::ethernet:
                sound = pass_ethernet(place);
                break;
            case Place::Next::ethertype:
                sound = pass_ethertype(place);
                break;
            case Place::Next::ppp:
                sound = pass_ppp(place);
                break;
            case Place::Next::mpls:
                sound = pass_mpls(place);
                break;
            case Place::Next::ip:
                sound = pass_ip(place);
                break;
            case Place::Next::transport:
                sound = pass_transport(place);
                break;
        }
        if (!sound)
            return false;
    }
    return false;
}

bool Envelope::pass_ethernet(Place& place) {
    return place.holds(14) && note(Kind::ethernet, place.at) &&
           place.go_on(14, Place::Next::ethertype, get_be16(place.here() + 12));
}

bool Envelope::pass_ethertype(Place& place) {
    if (layers::is_vlan(place.type))
        return place.holds(4) && place.go_on(4, Place::Next::ethertype, get_be16(place.here() + 2));
    switch (place.type) {
        case layers::kEtherTypeIpv4:
        case layers::kEtherTypeIpv6:
            return place.go_on(0, Place::Next::ip);
        case layers::kEtherTypePppoeSession:
            return place.holds(6) && note(Kind::pppoe, place.at) &&
                   place.go_on(6, Place::Next::ppp);
        case layers::kEtherTypeMplsUnicast:
        case layers::kEtherTypeMplsMulticast:
            return place.go_on(0, Place::Next::mpls);
        default:
            return false;
    }
}

bool Envelope::pass_ppp(Place& place) {
    if (place.holds(2) && get_be16(place.here()) == 0xff03)
        place.at += 2;
    if (!place.holds(1))
        return false;
    const bool compressed = (place.here()[0] & 0x01) != 0;
    if (!compressed && !place.holds(2))
        return false;
    const uint16_t protocol = compressed ? place.here()[0] : get_be16(place.here());
    const uint32_t length = compressed ? 1 : 2;
    const bool is_mpls = protocol == 0x0281 || protocol == 0x0283;
    return place.go_on(length, is_mpls ? Place::Next::mpls : Place::Next::ip);
}

bool Envelope::pass_mpls(Place& place) {
    if (!place.holds(4))
        return false;
    const bool bottom_of_stack = (place.here()[2] & 0x01) != 0;
    return place.go_on(4, bottom_of_stack ? Place::Next::ip : Place::Next::mpls);
}

bool Envelope::pass_ip(Place& place) {
    if (!place.holds(20))
        return false;
    if (place.here()[0] >> 4 == 4) {
        const uint32_t length = (place.here()[0] & 0x0fu) * 4;
        return length >= 20 && note(Kind::ipv4, place.at) &&
               place.go_on(length, Place::Next::transport, place.here()[9]);
    }
    constexpr uint32_t kIpv6 = 40;
    if (place.here()[0] >> 4 != 6 || !place.holds(kIpv6) || !note(Kind::ipv6, place.at))
        return false;
    uint8_t protocol = place.here()[6];
    place.at += kIpv6;
    for (int headers = 0; headers < layers::kMaxExtensionHeaders; ++headers) {
        const bool authentication = protocol == layers::kAuthentication;
        if (protocol != layers::kHopByHop && protocol != layers::kRouting &&
            protocol != layers::kDestinationOptions && protocol != layers::kFragment &&
            !authentication)
            break;
        if (!place.holds(8))
            return false;
        const uint8_t* const header = place.here();
        place.at += protocol == layers::kFragment ? 8
                    : authentication              ? (header[1] + 2u) * 4
                                                  : (header[1] + 1u) * 8;
        protocol = header[0];
    }
    return place.go_on(0, Place::Next::transport, protocol);
}

bool Envelope::pass_transport(Place& place) {
    switch (place.type) {
        case layers::kIpv4:
        case layers::kIpv6:
            return place.go_on(0, Place::Next::ip);
        case layers::kGre:
            return pass_gre(place);
        case layers::kUdp:
            break;
        default:
            return false;
    }
    constexpr uint32_t kUdpHeader = 8;
    if (!place.holds(kUdpHeader) || !note(Kind::udp, place.at))
        return false;
    const uint16_t port = get_be16(place.here() + 2);
    place.at += kUdpHeader;
    switch (port) {
        case layers::kGtpU:
            return pass_gtp_u(place);
        case layers::kVxlan:
            return place.go_on(8, Place::Next::ethernet);
        default:
            return pass_l2tp(place);
    }
}

bool Envelope::pass_gre(Place& place) {
    constexpr uint16_t kChecksum = 0x8000, kKey = 0x2000, kSequence = 0x1000;
    if (!place.holds(4))
        return false;
    const uint16_t flags = get_be16(place.here());
    const uint16_t ethertype = get_be16(place.here() + 2);
    const uint32_t length = 4 + ((flags & kChecksum) != 0 ? 4 : 0) + ((flags & kKey) != 0 ? 4 : 0) +
                            ((flags & kSequence) != 0 ? 4 : 0);
    has_way_back_ &= (flags & kSequence) == 0;
    if ((flags & kChecksum) != 0 && !(place.holds(length) && note(Kind::gre, place.at)))
        return false;
    if (ethertype == layers::kEtherTypeTransparentBridging)
        return place.go_on(length, Place::Next::ethernet);
    return place.go_on(length, Place::Next::ethertype, ethertype);
}

bool Envelope::pass_gtp_u(Place& place) {
    constexpr uint8_t kAnyOptional = 0x07, kExtension = 0x04;
    if (!place.holds(8) || !note(Kind::gtp_u, place.at))
        return false;
    has_way_back_ = false;
    const uint8_t flags = place.here()[0];
    place.at += 8;
    if ((flags & kAnyOptional) != 0) {
        if (!place.holds(4))
            return false;
        uint8_t next = (flags & kExtension) != 0 ? place.here()[3] : 0;
        place.at += 4;
        while (next != 0) {
            const uint32_t length = place.holds(1) ? place.here()[0] * 4u : 0;
            if (length == 0 || !place.holds(length))
                return false;
            next = place.here()[length - 1];
            place.at += length;
        }
    }
    return place.go_on(0, Place::Next::ip);
}

bool Envelope::pass_l2tp(Place& place) {
    constexpr uint16_t kLength = 0x4000, kSequence = 0x0800, kOffset = 0x0200;
    if (!place.holds(2))
        return false;
    has_way_back_ = false;
    const uint16_t flags = get_be16(place.here());
    uint32_t length = 6 + ((flags & kLength) != 0 ? 2 : 0) + ((flags & kSequence) != 0 ? 4 : 0);
    if ((flags & kLength) != 0 && !note(Kind::l2tp, place.at))
        return false;
    if ((flags & kOffset) != 0) {
        length += 2;
        if (!place.holds(length))
            return false;
        length += get_be16(place.here() + length - 2);
    }
    return place.go_on(length, Place::Next::ppp);
}

}  // namespace sluice
