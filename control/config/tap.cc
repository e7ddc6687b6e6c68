// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "control/config/ports.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr std::string_view kSees[] = {"both", "up", "down"};  // as MirrorConfiguration::Sees
constexpr uint64_t kHighestVlan = 4'094;                      // IEEE 802.1Q, table 9-2
constexpr RefusedKey kOfPairs[] = {
    {"trust", "'trust' belongs to the ports of inline links: what a mirror gets goes no further"},
};

// Six bytes as in "02:00:5e:10:00:01", of one station.
std::optional<MacAddress> parse_station(std::string_view text) {
    MacAddress address;
    constexpr size_t kLength = 3 * address.size() - 1;
    if (text.size() != kLength)
        return std::nullopt;
    for (size_t i = 0; i < address.size(); ++i) {
        const char* const digits = text.data() + 3 * i;
        const auto [end, error] = std::from_chars(digits, digits + 2, address[i], 16);
        if (error != std::errc{} || end != digits + 2)
            return std::nullopt;
        if (i + 1 < address.size() && digits[2] != ':')
            return std::nullopt;
    }
    constexpr uint8_t kGroupBit = 0x01;
    const bool of_one = (address[0] & kGroupBit) == 0 && address != MacAddress{};
    return of_one ? std::optional(address) : std::nullopt;
}

std::optional<MacAddress> read_station(const YamlValue& value) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    const auto address = parse_station(*text);
    if (!address)
        value.complain("'" + *text +
                       "' is no station's MAC address; write it as \"02:00:5e:10:00:01\"");
    return address;
}

void read_vlans(const YamlValue& value, std::bitset<SideVlans::kVlans>& out) {
    for (const YamlValue& item : value.one_or_more())
        if (const auto vlan = item.integer(1, kHighestVlan))
            out.set(*vlan);
}

SideVlans read_side_vlans(const YamlValue& value) {
    SideVlans vlans;
    const auto fields = value.fields({"up", "down"});
    if (!fields)
        return vlans;
    if (const auto up = fields->require("up"))
        read_vlans(*up, vlans.up);
    if (const auto down = fields->require("down"))
        read_vlans(*down, vlans.down);
    if ((vlans.up & vlans.down).any())
        value.complain(
            "has a VLAN for both directions; each is in tags of its own, or the "
            "link's subscriber_prefixes tell them apart");
    return vlans;
}

MirrorConfiguration read_mirror(const YamlValue& value, bool prefixes_tell, NamedOnce& named) {
    MirrorConfiguration mirror;
    const auto fields = value.fields(
        std::initializer_list<std::string_view>{"device", "interface", "sees", "vlans"}, kOfPairs);
    if (!fields)
        return mirror;
    mirror.port = read_port(*fields, named);
    if (const auto sees = fields->find("sees"))
        mirror.sees = static_cast<MirrorConfiguration::Sees>(sees->one_of(kSees).value_or(0));
    const auto vlans = fields->find("vlans");
    const bool sees_both = mirror.sees == MirrorConfiguration::Sees::both;
    if (vlans && !sees_both)
        vlans->complain("tells two directions apart, and this mirror sees one; leave it out");
    else if (vlans)
        mirror.vlans = read_side_vlans(*vlans);
    else if (sees_both && !prefixes_tell)
        value.complain(
            "sees both directions, and nothing tells them apart; give the link's "
            "subscriber_prefixes, vlans: { up: [...], down: [...] }, or sees: up or "
            "sees: down");
    return mirror;
}

std::optional<NextHop> read_next_hop(const YamlFields& inject) {
    const auto address = inject.find("next_hop");
    if (!address) {
        for (const std::string_view key : {"source", "vlan"})
            if (const auto beside = inject.find(key))
                beside->complain("is of frames for a next hop; give next_hop: \"MAC\", too");
        return std::nullopt;
    }
    NextHop next_hop;
    next_hop.address = read_station(*address).value_or(MacAddress{});
    if (const auto source = inject.find("source"))
        next_hop.source = read_station(*source);
    if (const auto vlan = inject.find("vlan"))
        next_hop.vlan = static_cast<uint16_t>(vlan->integer(1, kHighestVlan).value_or(1));
    return next_hop;
}

}  // namespace

void read_tap(const YamlFields& link, NamedOnce& named, LinkConfiguration& out) {
    const auto prefixes = link.find("subscriber_prefixes");
    if (prefixes) {
        for (const YamlValue& item : prefixes->one_or_more())
            if (const auto prefix = read_prefix(item))
                out.subscriber_prefixes.push_back(*prefix);
    }
    if (const auto mirrors = link.require("mirrors")) {
        for (const YamlValue& mirror : mirrors->one_or_more())
            out.mirrors.push_back(read_mirror(mirror, prefixes.has_value(), named));
    }
    if (const auto inject = link.find("inject")) {
        const auto fields =
            inject->fields(std::initializer_list<std::string_view>{"device", "interface",
                                                                   "next_hop", "source", "vlan"},
                           kOfPairs);
        if (fields)
            out.inject = {.port = read_port(*fields, named), .next_hop = read_next_hop(*fields)};
    }
}

}  // namespace sluice
