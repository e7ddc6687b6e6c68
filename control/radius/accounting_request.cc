// SPDX-License-Identifier: Apache-2.0
#include "control/radius/accounting_request.h"

#include <algorithm>

#include "control/subscribers/address_list.h"
#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr uint32_t kNasSelects = 0xffff'fffe;  // RFC 2865, section 5.8
constexpr uint8_t kShortestPrefix = 32;        // what a whole provider has is no subscriber's

bool is_session(const AccountingRequest& request) {
    return request.is(AcctStatusType::start) || request.is(AcctStatusType::stop) ||
           request.is(AcctStatusType::interim_update);
}

std::optional<std::string> name_in(const std::optional<Octets>& value) {
    if (!value || !is_name(text_of(*value)))
        return std::nullopt;
    return std::string(text_of(*value));
}

// Fixed-size attributes are right or the whole request is wrong. False: it is.
bool read_fixed(const RadiusPacket& packet, AccountingRequest& request) {
    for (const auto& [type, value] : packet.attributes()) {
        const auto number = be32_of(value);
        switch (type) {
            case radius::kAcctStatusType:
                request.status_type = number.value_or(0);
                break;
            case radius::kAcctDelayTime:
                request.delay_s = number.value_or(0);
                break;
            case radius::kEventTimestamp:
                request.event_timestamp_s = number.value_or(0);
                break;
            case radius::kFramedIpAddress:
                break;
            default:
                continue;
        }
        if (!number)
            return false;
    }
    return request.status_type != 0;
}

// The address that a range of ports without one is of.
std::optional<IpAddress> framed_ipv4(const RadiusPacket& packet) {
    const auto value = packet.attributes().find(radius::kFramedIpAddress);
    const auto number = value ? be32_of(*value) : std::nullopt;
    if (!number || *number == kNasSelects || !IpAddress::from_ipv4(*number).is_unicast())
        return std::nullopt;
    return IpAddress::from_ipv4(*number);
}

// False: malformed.
bool read_ipv6(const AttributeView& attribute, AccountingRequest& request) {
    std::optional<Prefix> prefix;
    if (attribute.type != radius::kFramedIpv6Address)
        prefix = read_ipv6_prefix(attribute.value);
    else if (attribute.value.size() == 16)
        prefix = Prefix::covering(IpAddress::from_ipv6(attribute.value.data()), 128);
    if (!prefix)
        return false;
    if (!is_subscribers(*prefix)) {
        ++request.unusable;
        return true;
    }
    add_address(request.addresses, {*prefix, PortSet::all()});
    request.tells_addresses = true;
    return true;
}

// A Framed-IP-Address whose ports are dealt out is not the subscriber's as a whole.
void read_ipv4(const RadiusPacket& packet, AccountingRequest& request) {
    const auto framed = framed_ipv4(packet);
    bool is_shared = false;
    for (const auto& [type, value] : packet.attributes()) {
        if (type != radius::kExtendedType1 || !is_port_range(value))
            continue;
        auto change = read_port_range(value);
        if (!change) {
            is_shared = is_shared || !names_an_address(value);
            ++request.unusable;
            continue;
        }
        if (!change->address) {
            is_shared = true;
            if (!framed && !change->allocated && !change->ports) {
                request.takes_all_ports = true;
                continue;
            }
            if (!framed) {
                ++request.unusable;
                continue;
            }
            change->address = framed;
        }
        is_shared = is_shared || change->address == framed;
        request.port_ranges.push_back(*change);
    }
    if (!framed || is_shared)
        return;
    add_address(request.addresses, {Prefix::covering(*framed, 32), PortSet::all()});
    request.tells_addresses = true;
}

bool has_ports(const SubscriberAddress& address) {
    return !address.ports.is_all();
}

}  // namespace

std::optional<NasName> NasName::read(const RadiusPacket& packet) {
    NasName nas;
    const auto identifier = packet.attributes().find(radius::kNasIdentifier);
    const auto ipv4 = packet.attributes().find(radius::kNasIpAddress);
    const auto ipv6 = packet.attributes().find(radius::kNasIpv6Address);
    if ((ipv4 && ipv4->size() != 4) || (ipv6 && ipv6->size() != 16))
        return std::nullopt;
    if (ipv4)
        nas.address = IpAddress::from_ipv4(*be32_of(*ipv4)).to_string();
    else if (ipv6)
        nas.address = IpAddress::from_ipv6(ipv6->data()).to_string();
    nas.name = identifier ? std::string(text_of(*identifier)) : nas.address;
    return nas;
}

std::optional<Prefix> read_ipv6_prefix(Octets value) {
    if (value.size() < 2 || value.size() > 18 || value[1] > 128 ||
        value[1] > 8 * (value.size() - 2))
        return std::nullopt;
    IpAddress address;
    std::copy(value.begin() + 2, value.end(), address.bytes.begin());
    if (address.is_ipv4())  // ::ffff:0:0/96, which is kept as IPv4
        return Prefix{};
    return Prefix::covering(address, value[1]);
}

bool is_subscribers(const Prefix& prefix) {
    return prefix.length >= kShortestPrefix && prefix.address.is_unicast();
}

std::optional<AccountingRequest> read_accounting_request(const RadiusPacket& packet,
                                                         const RadiusSettings& settings) {
    AccountingRequest request;
    auto nas = NasName::read(packet);
    if (!nas || !read_fixed(packet, request))
        return std::nullopt;
    request.nas = std::move(*nas);
    if (const auto id = packet.attributes().find(radius::kAcctSessionId))
        request.session_id = text_of(*id);
    if (request.session_id.empty() && is_session(request))
        return std::nullopt;
    request.subscriber_id = name_in(find_attribute(packet, settings.subscriber_id));
    request.tier = name_in(find_attribute(packet, settings.tier));
    if (settings.site)
        request.site = name_in(find_attribute(packet, *settings.site));
    for (const AttributeView attribute : packet.attributes()) {
        const bool is_ipv6 = attribute.type == radius::kFramedIpv6Prefix ||
                             attribute.type == radius::kDelegatedIpv6Prefix ||
                             attribute.type == radius::kFramedIpv6Address;
        if (is_ipv6 && !read_ipv6(attribute, request))
            return std::nullopt;
    }
    read_ipv4(packet, request);
    return request;
}

std::string session_key(const std::string& nas, const std::string& session_id) {
    return "radius " + std::to_string(nas.size()) + " " + nas + " " + session_id;
}

// A tier that was changed by others stays until the source tells another than before. Addresses
// that an Interim does not speak of are as they were; ports come and go one range at a time.
Session session_after(const AccountingRequest& request, const Session* before,
                      const std::string& nas) {
    Session session;
    session.key = session_key(nas, request.session_id);
    session.nas = nas;
    session.told_at_s = request.event_timestamp_s.value_or(0);
    const bool known = before != nullptr;
    session.subscriber_id = request.subscriber_id.value_or(known ? before->subscriber_id : "");
    session.told_tier = request.tier.value_or(known ? before->told_tier : "");
    const bool is_told_again = known && session.told_tier == before->told_tier;
    session.tier = is_told_again ? before->tier : session.told_tier;
    session.site = request.site.value_or(known ? before->site : "");
    const bool goes_on = known && request.is(AcctStatusType::interim_update);
    if (request.tells_addresses || !goes_on)
        session.addresses = request.addresses;
    if (goes_on)
        for (const SubscriberAddress& address : before->addresses)
            if (has_ports(address) ? !request.takes_all_ports : !request.tells_addresses)
                add_address(session.addresses, address);
    for (const PortRangeChange& change : request.port_ranges)
        apply(change, *change.address, session.addresses);
    return session;
}

}  // namespace sluice
