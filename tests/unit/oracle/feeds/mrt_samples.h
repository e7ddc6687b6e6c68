// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "policy/address.h"
#include "tests/unit/classifier/hex.h"

namespace sluice::mrt {

using Data = std::vector<uint8_t>;

inline Data be16(uint64_t number) {
    return {static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
}
inline Data be32(uint64_t number) {
    return be16(number >> 16) + be16(number);
}

// RFC 6396, section 2.
inline Data record(uint16_t type, uint16_t subtype, const Data& message) {
    return be32(1'764'000'000) + be16(type) + be16(subtype) + be32(message.size()) + message;
}
inline Data table_dump_v2(uint16_t subtype, const Data& message) {
    return record(13, subtype, message);
}

// Section 4.3.1: peers with IPv4 addresses, those at odd places with IPv6 ones; of ASes that fit
// into 16 bits with those.
inline Data peer_index(const std::vector<uint32_t>& ases) {
    Data message = be32(0xc6336401) + be16(4) + text_bytes("view") + be16(ases.size());
    for (size_t i = 0; i < ases.size(); ++i) {
        const bool is_ipv6 = i % 2 == 1;
        const bool is_wide = ases[i] > 0xffff;
        message.push_back(static_cast<uint8_t>((is_wide ? 2 : 0) + (is_ipv6 ? 1 : 0)));
        message = message + be32(0xc0000201 + i) + Data(is_ipv6 ? 16 : 4, 0x20) +
                  (is_wide ? be32(ases[i]) : be16(ases[i]));
    }
    return table_dump_v2(1, message);
}

// RFC 4271, section 4.3.
inline Data attribute(uint8_t type, const Data& value) {
    if (value.size() > 255)
        return Data{0x50, type} + be16(value.size()) + value;
    return Data{0x40, type, static_cast<uint8_t>(value.size())} + value;
}
inline Data segment(uint8_t type, const std::vector<uint32_t>& ases) {
    Data segment{type, static_cast<uint8_t>(ases.size())};
    for (const uint32_t as : ases)
        segment = segment + be32(as);
    return segment;
}
inline Data sequence(const std::vector<uint32_t>& ases) {
    return segment(2, ases);
}
inline Data set(const std::vector<uint32_t>& ases) {
    return segment(1, ases);
}
inline Data origin() {
    return attribute(1, {0});
}
inline Data as_path(const Data& segments) {
    return attribute(2, segments);
}
inline Data local_pref(uint32_t preference) {
    return attribute(5, be32(preference));
}
// What a router has of a route besides: ORIGIN, NEXT_HOP, MULTI_EXIT_DISC, COMMUNITIES.
inline Data usual(const Data& segments) {
    return origin() + as_path(segments) + attribute(3, {198, 51, 100, 1}) + attribute(4, be32(10)) +
           attribute(8, be32(0xfc010001) + be32(0xfc010002));
}

struct Route {
    uint16_t peer;
    Data attributes;
};

// Section 4.3.2.
inline Data rib(uint16_t subtype, std::string_view prefix_text, const std::vector<Route>& routes) {
    const Prefix prefix = *Prefix::parse(prefix_text);
    const bool is_ipv4 = prefix.address.is_ipv4();
    const auto* const first = prefix.address.bytes.data() + (is_ipv4 ? 12 : 0);
    Data message = be32(7) + Data{prefix.length} + Data(first, first + (prefix.length + 7) / 8) +
                   be16(routes.size());
    const bool has_path_id = subtype == 8 || subtype == 10;
    for (const Route& route : routes)
        message = message + be16(route.peer) + be32(1'763'000'000) +
                  (has_path_id ? be32(1) : Data{}) + be16(route.attributes.size()) +
                  route.attributes;
    return table_dump_v2(subtype, message);
}
inline Data rib(std::string_view prefix, const std::vector<Route>& routes) {
    return rib(prefix.find(':') == std::string_view::npos ? 2 : 4, prefix, routes);
}
// One peer's route by that way.
inline Data one_route(std::string_view prefix, const std::vector<uint32_t>& way) {
    return rib(prefix, {{0, usual(sequence(way))}});
}

}  // namespace sluice::mrt
