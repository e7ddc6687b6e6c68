// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "control/config/ports.h"
#include "policy/yaml/read_dscp.h"

namespace sluice {
namespace {

constexpr std::string_view kTrusts[] = {"believe", "bleach"};
constexpr std::string_view kOthers = "others";

TrustMap map_of(size_t trust) {
    return trust == 1 ? TrustMap::bleach() : TrustMap::believe();
}

// RFC 4594: what routers say to each other is nothing for subscribers to say, unless the operator
// has it so by name.
TrustMap for_side(TrustMap map, bool access_side) {
    if (access_side)
        map.lower_network_control();
    return map;
}

// A key is a DSCP as its value is, and told about as a value would be.
std::optional<uint8_t> read_key(const std::string& key, const YamlValue& value) {
    const YamlNode node{YamlNode::Kind::scalar, value.line(), key, {}};
    return read_dscp(YamlValue(node, value.path(), value.report()));
}

TrustMap read_translation(const YamlValue& value, bool access_side) {
    const auto entries = value.entries();
    std::optional<TrustMap> map;
    for (const auto& [key, to] : entries)
        if (key == kOthers)
            map = for_side(map_of(to.one_of(kTrusts).value_or(0)), access_side);
    if (!map) {
        value.complain(
            "does not say what becomes of the other DSCPs; add others: believe or "
            "others: bleach");
        return TrustMap::believe();
    }
    std::set<uint8_t> translated;
    for (const auto& [key, to] : entries) {
        if (key == kOthers)
            continue;
        const auto from_dscp = read_key(key, to);
        const auto to_dscp = read_dscp(to);
        if (!from_dscp || !to_dscp)
            continue;
        if (!translated.insert(*from_dscp).second)
            to.complain("is the second translation of DSCP " + std::to_string(*from_dscp));
        map->translate(*from_dscp, *to_dscp);
    }
    return *map;
}

}  // namespace

TrustMap read_trust(const YamlValue& value, bool access_side) {
    if (value.is_mapping())
        return read_translation(value, access_side);
    return for_side(map_of(value.one_of(kTrusts).value_or(0)), access_side);
}

}  // namespace sluice
