// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_nat.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "policy/deterministic_nat.h"
#include "policy/yaml/read_ports.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr size_t kMostNats = 100;  // a quarter of a MiB each
constexpr uint32_t kMostDynamic = 65'535;
constexpr uint32_t kMostOutside = 65'536;
constexpr std::array<std::string_view, 2> kAlgorithms{"sequential", "staggered"};

bool overlap(const AddressRange& a, const AddressRange& b) {
    return a.first <= b.last && b.first <= a.last;
}

std::string to_string(const AddressRange& range) {
    return range.first.to_string() + "-" + range.last.to_string();
}

// A prefix, or its first and last address with a dash between.
std::optional<AddressRange> read_range(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    const size_t dash = text->find('-');
    if (dash != std::string::npos) {
        const auto first = IpAddress::parse(std::string_view(*text).substr(0, dash));
        const auto last = IpAddress::parse(std::string_view(*text).substr(dash + 1));
        if (first && last && first->is_ipv4() && last->is_ipv4() && *first <= *last)
            return AddressRange{*first, *last};
        value.complain("'" + *text + "' is no range of IPv4 addresses like 100.64.0.1-100.64.0.9");
        return std::nullopt;
    }
    const auto prefix = read_prefix(value);
    if (!prefix)
        return std::nullopt;
    if (!prefix->address.is_ipv4()) {
        value.complain("'" + *text + "' is IPv6; a NAT's addresses are IPv4 in this version");
        return std::nullopt;
    }
    return AddressRange{prefix->address, prefix->last()};
}

std::optional<NatMapping> read_nat(const YamlFields& fields) {
    NatMapping mapping;
    const auto inside_value = fields.require("inside");
    const auto outside_value = fields.require("outside");
    const auto inside = inside_value ? read_range(*inside_value) : std::nullopt;
    const auto outside = outside_value ? read_range(*outside_value) : std::nullopt;
    if (const auto value = fields.find("reserved"))
        for (const YamlValue& item : value->one_or_more())
            if (const auto range = read_port_range(item, 0))
                mapping.reserved.push_back(*range);
    if (const auto value = fields.find("dynamic"))
        mapping.dynamic = static_cast<uint32_t>(value->integer(0, kMostDynamic).value_or(0));
    if (const auto value = fields.find("algorithm"))
        mapping.algorithm = static_cast<NatAlgorithm>(value->one_of(kAlgorithms).value_or(0));
    if (!inside || !outside)
        return std::nullopt;
    mapping.inside = *inside;
    mapping.outside = *outside;
    if (overlap(mapping.inside, mapping.outside)) {
        outside_value->complain(to_string(mapping.outside) + " has addresses that are inside too");
        return std::nullopt;
    }
    if (mapping.outside.last.ipv4() - mapping.outside.first.ipv4() >= kMostOutside) {
        outside_value->complain("has more than " + std::to_string(kMostOutside) +
                                " addresses; write several NATs");
        return std::nullopt;
    }
    if (ports_per_user(mapping) == 0) {
        fields.value().complain(
            "not every inside address would have a port; give it more outside "
            "addresses, or reserve less");
        return std::nullopt;
    }
    return mapping;
}

// Of the two, what overlaps; nothing if nothing does.
std::string common(const NatMapping& a, const NatMapping& b) {
    for (const auto& [mine, others] : {std::pair{a.inside, b.inside},
                                       {a.outside, b.outside},
                                       {a.inside, b.outside},
                                       {a.outside, b.inside}})
        if (overlap(mine, others))
            return to_string(mine) + " overlaps " + to_string(others);
    return {};
}

}  // namespace

std::vector<ReadNat> read_nats(const YamlValue& value) {
    std::vector<ReadNat> nats;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields({"inside", "outside", "reserved", "dynamic", "algorithm"});
        const auto mapping = fields ? read_nat(*fields) : std::nullopt;
        if (!mapping)
            continue;
        if (nats.size() == kMostNats) {
            value.complain("has more than the " + std::to_string(kMostNats) +
                           " NATs that there may be");
            break;
        }
        const auto other = std::find_if(nats.begin(), nats.end(), [&](const ReadNat& nat) {
            return !common(*mapping, nat.mapping).empty();
        });
        if (other != nats.end())
            item.complain(common(*mapping, other->mapping) + " of the NAT on line " +
                          std::to_string(other->line));
        nats.push_back({*mapping, item.line()});
    }
    return nats;
}

}  // namespace sluice
