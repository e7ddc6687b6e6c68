// SPDX-License-Identifier: Apache-2.0
#include "control/radius/port_range.h"

#include "control/subscribers/address_list.h"

namespace sluice {
namespace {

constexpr uint8_t kExtendedType = 6;
constexpr uint8_t kExternalAddress = 3;
constexpr uint8_t kAlloc = 8;
constexpr uint8_t kRangeStart = 9;
constexpr uint8_t kRangeEnd = 10;

std::optional<uint32_t> number(const AttributeList& tlvs, uint8_t type) {
    const auto value = tlvs.find(type);
    return value ? be32_of(*value) : std::nullopt;
}

// What is left of the ports without those of the range.
void take_away(const SubscriberAddress& from, const PortRange& range,
               std::vector<SubscriberAddress>& left) {
    const PortSet& ports = from.ports;
    if (range.last < ports.first || ports.last < range.first) {
        left.push_back(from);
        return;
    }
    if (ports.first < range.first)
        left.push_back({from.prefix, PortSet::range(ports.first, range.first - 1)});
    if (range.last < ports.last)
        left.push_back({from.prefix, PortSet::range(range.last + 1, ports.last)});
}

}  // namespace

bool is_port_range(Octets extended) {
    return !extended.empty() && extended[0] == kExtendedType;
}

bool names_an_address(Octets extended) {
    return is_port_range(extended) && AttributeList::is_whole(extended.subspan(1)) &&
           AttributeList(extended.subspan(1)).find(kExternalAddress);
}

// RFC 8045, section 3.1.2.
std::optional<PortRangeChange> read_port_range(Octets extended) {
    if (!is_port_range(extended) || !AttributeList::is_whole(extended.subspan(1)))
        return std::nullopt;
    const AttributeList tlvs(extended.subspan(1));
    const auto alloc = number(tlvs, kAlloc);
    if (!alloc || (*alloc != 1 && *alloc != 2))
        return std::nullopt;
    PortRangeChange change{*alloc == 1, std::nullopt, std::nullopt};
    if (tlvs.find(kExternalAddress)) {
        const auto address = number(tlvs, kExternalAddress);
        if (!address || !IpAddress::from_ipv4(*address).is_unicast())
            return std::nullopt;
        change.address = IpAddress::from_ipv4(*address);
    }
    const auto start = number(tlvs, kRangeStart);
    const auto end = number(tlvs, kRangeEnd);
    if (start && end) {
        if (*start > *end || *end > UINT16_MAX)
            return std::nullopt;
        change.ports = {static_cast<uint16_t>(*start), static_cast<uint16_t>(*end)};
    } else if (change.allocated || tlvs.find(kRangeStart) || tlvs.find(kRangeEnd)) {
        return std::nullopt;
    }
    return change;
}

void apply(const PortRangeChange& change, const IpAddress& address,
           std::vector<SubscriberAddress>& addresses) {
    const Prefix prefix = Prefix::covering(address, 32);
    if (change.allocated) {
        add_address(addresses, {prefix, PortSet::range(change.ports->first, change.ports->last)});
        return;
    }
    const PortRange range = change.ports.value_or(PortRange{0, UINT16_MAX});
    std::vector<SubscriberAddress> left;
    for (const SubscriberAddress& held : addresses) {
        if (held.prefix == prefix)
            take_away(held, range, left);
        else
            left.push_back(held);
    }
    addresses = std::move(left);
}

}  // namespace sluice
