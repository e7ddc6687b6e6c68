// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcpv6.h"

namespace sluice {
namespace {

using Kind = DhcpMessage::Kind;

// RFC 8415, section 7.3, and section 21 for the options, but for those whose RFC is named.
enum Type : uint8_t {
    kSolicit = 1,
    kAdvertise = 2,
    kRequest = 3,
    kConfirm = 4,
    kRenew = 5,
    kRebind = 6,
    kReply = 7,
    kRelease = 8,
    kDecline = 9,
    kReconfigure = 10,
    kInformationRequest = 11,
    kRelayForward = 12,
    kRelayReply = 13,
};
enum Option : uint16_t {
    kClientId = 1,
    kIaNa = 3,
    kIaTa = 4,
    kIaAddress = 5,
    kRelayMessage = 9,
    kStatusCode = 13,
    kRapidCommit = 14,
    kInterfaceId = 18,
    kIaPd = 25,
    kIaPrefix = 26,
    kRemoteId = 37,         // RFC 4649
    kSubscriberId = 38,     // RFC 4580
    kClientLinkLayer = 79,  // RFC 6939
};
constexpr int kHopCountLimit = 8;
constexpr size_t kLongestDuid = 130;  // section 11.1: two bytes of type and 128
// A prefix that is delegated to one home is longer than what an ISP has for all.
constexpr uint8_t kShortestDelegated = 32;

std::string text_of(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

// Calls take(code, value) for each option; false if the lengths do not add up or take objects.
template <typename Take>
bool for_each_option(Bytes options, Take&& take) {
    Reader in(options);
    while (in.remaining() > 0) {
        const uint16_t code = in.be16();
        const Bytes value = in.take(in.be16());
        if (!in.ok() || !take(code, value))
            return false;
    }
    return true;
}

// Section 21.13. Anything but success: what it stands beside is not given.
bool read_status(Bytes value, bool& success) {
    Reader in(value);
    success &= in.be16() == 0;
    return in.ok();
}

// Sections 21.6 and 21.22.
bool read_lease(uint16_t code, Bytes value, std::vector<DhcpLease>& leases) {
    const bool is_prefix = code == kIaPrefix;
    Reader in(value);
    uint8_t length = 128;
    Bytes address;
    uint32_t valid_s = 0;
    if (is_prefix) {
        in.skip(4);  // preferred lifetime
        valid_s = in.be32();
        length = in.u8();
        address = in.take(16);
    } else {
        address = in.take(16);
        in.skip(4);
        valid_s = in.be32();
    }
    bool success = true;
    if (!in.ok() || length > 128 ||
        !for_each_option(in.rest(), [&](uint16_t inner, Bytes inner_value) {
            return inner != kStatusCode || read_status(inner_value, success);
        }))
        return false;
    const IpAddress ip = IpAddress::from_ipv6(address.data());
    // A client may hint at a length alone, without a prefix (section 18.2.4).
    if (success && ip.is_unicast() && !ip.is_ipv4() && length >= kShortestDelegated)
        leases.push_back({Prefix::covering(ip, length), valid_s});
    return true;
}

// Sections 21.4, 21.5 and 21.21.
bool read_association(uint16_t code, Bytes value, std::vector<DhcpLease>& leases) {
    Reader in(value);
    in.skip(code == kIaTa ? 4 : 12);
    std::vector<DhcpLease> own;
    bool success = true;
    if (!in.ok() || !for_each_option(in.rest(), [&](uint16_t inner, Bytes inner_value) {
            if (inner == kStatusCode)
                return read_status(inner_value, success);
            if (inner == (code == kIaPd ? kIaPrefix : kIaAddress))
                return read_lease(inner, inner_value, own);
            return true;
        }))
        return false;
    if (success)
        leases.insert(leases.end(), own.begin(), own.end());
    return true;
}

// Sections 11.2 and 11.4: what a DUID says of the hardware, where nobody else does.
std::string hardware_address_of(Bytes duid) {
    constexpr uint16_t kWithTime = 1, kLinkLayer = 3;
    Reader in(duid);
    const uint16_t type = in.be16();
    in.skip(2);  // hardware type
    if (type == kWithTime)
        in.skip(4);
    if (!in.ok() || (type != kWithTime && type != kLinkLayer))
        return {};
    return text_of(in.rest());
}

std::optional<Kind> kind_of(uint8_t type) {
    switch (type) {
        case kSolicit:
            return Kind::solicit;
        case kRequest:
        case kRenew:
        case kRebind:
            return Kind::request;
        case kRelease:
            return Kind::release;
        case kDecline:
            return Kind::decline;
        case kReply:
            return Kind::leases;
        case kConfirm:
        case kInformationRequest:
            return Kind::other_question;
        case kAdvertise:
        case kReconfigure:
            return Kind::other_answer;
        default:
            return std::nullopt;
    }
}

// Section 8.
bool read_message(Bytes datagram, DhcpMessage& message) {
    Reader in(datagram);
    const uint32_t first = in.be32();
    const auto kind = kind_of(static_cast<uint8_t>(first >> 24));
    if (!in.ok() || !kind)
        return false;
    message.kind = *kind;
    message.transaction = first & 0xffffff;
    bool success = true;
    Bytes duid;
    const bool sound = for_each_option(in.rest(), [&](uint16_t code, Bytes value) {
        switch (code) {
            case kClientId:
                if (value.size() < 3 || value.size() > kLongestDuid || !duid.empty())
                    return false;
                duid = value;
                return true;
            case kStatusCode:
                return read_status(value, success);
            case kRapidCommit:
                message.rapid_commit = true;
                return value.empty();
            case kIaNa:
            case kIaTa:
            case kIaPd:
                return read_association(code, value, message.leases);
            default:
                return true;
        }
    });
    if (!sound)
        return false;
    if (!success && message.from_server())
        message.leases.clear();
    // Only who asks for no address may leave out who he is (section 18.2.6).
    const bool says_who = !duid.empty() || message.kind == Kind::other_question ||
                          (message.from_server() && message.leases.empty());
    if (!says_who)
        return false;
    message.client = message.identity.client_id = text_of(duid);
    if (message.identity.hardware_address.empty())
        message.identity.hardware_address = hardware_address_of(duid);
    return true;
}

// Section 9. The relay agents outside have been read already, and what one nearer says counts.
bool read_relayed(Bytes datagram, int relays, uint8_t around, DhcpMessage& message) {
    if (datagram.empty())
        return false;
    const uint8_t type = datagram[0];
    if (type != kRelayForward && type != kRelayReply)
        return read_message(datagram, message) &&
               (around == 0 || message.from_server() == (around == kRelayReply));
    if (relays == kHopCountLimit || (around != 0 && around != type))
        return false;
    Reader in(datagram);
    in.skip(34);  // type, hops, link and peer address
    std::optional<Bytes> relayed;
    DhcpIdentity& identity = message.identity;
    const bool sound = in.ok() && for_each_option(in.rest(), [&](uint16_t code, Bytes value) {
                           constexpr size_t kEnterprise = 4, kLinkType = 2;
                           switch (code) {
                               case kRelayMessage:
                                   if (relayed)
                                       return false;
                                   relayed = value;
                                   return true;
                               case kInterfaceId:
                                   identity.circuit_id = text_of(value);
                                   return true;
                               case kRemoteId:
                                   if (value.size() < kEnterprise)
                                       return false;
                                   identity.remote_id = text_of(value.subspan(kEnterprise));
                                   return true;
                               case kSubscriberId:
                                   identity.subscriber_id = text_of(value);
                                   return true;
                               case kClientLinkLayer:
                                   if (value.size() < kLinkType)
                                       return false;
                                   identity.hardware_address = text_of(value.subspan(kLinkType));
                                   return true;
                               default:
                                   return true;
                           }
                       });
    return sound && relayed && read_relayed(*relayed, relays + 1, type, message);
}

}  // namespace

std::optional<DhcpMessage> parse_dhcpv6(Bytes datagram) {
    DhcpMessage message;
    message.ipv6 = true;
    if (!read_relayed(datagram, 0, 0, message))
        return std::nullopt;
    return message;
}

}  // namespace sluice
