// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_overhead.h"

#include <string>
#include <string_view>
#include <vector>

#include "policy/yaml/nearest.h"

namespace sluice {
namespace {

constexpr int32_t kBytesMost = 256;     // as tc-cake(8) and tc-stab(8) have it
constexpr uint32_t kLeastMost = 1'500;  // beyond it all packets were the same

struct Preset {
    std::string_view name;
    Overhead overhead;
};
// As tc-cake(8) states them; each is what there is beside the IP packet.
constexpr Preset kPresets[] = {
    // IEEE 802.3: preamble 7, start 1, header 14, FCS 4, gap of 12 bytes; frames of at least 64.
    // CAKE's "ethernet"; "ethernet-vlan" has one tag of 802.1Q more ("ether-vlan").
    {"ethernet", {38, 84, false}},
    {"ethernet-vlan", {42, 84, false}},
    // What the head end meters (DOCSIS MULPI, Maximum Sustained Traffic Rate): from the byte after
    // the MAC header's HCS to the end of the CRC. CAKE's "docsis".
    {"docsis", {18, 64, false}},
    // VDSL2's PTM (IEEE 802.3 clause 61.3): header 14, FCS 4, start and end 2, TC-CRC 2. Its 64
    // bytes in 65 are not in here: a rate is what is left of the sync rate after them. CAKE's
    // "bridged-ptm".
    {"ptm", {22, 0, false}},
    // The same with PPPoE's 6 (RFC 2516) and PPP's 2 bytes. CAKE's "pppoe-ptm".
    {"pppoe", {30, 0, false}},
    // AAL5's trailer of 8 in each (RFC 2684), then cells of 48 in 53 bytes. Bridged, with LLC,
    // SNAP and pad of 10 and the Ethernet header of 14: CAKE's "bridged-llcsnap".
    {"atm", {32, 0, true}},
    // The same with PPPoE and PPP: CAKE's "pppoe-llcsnap".
    {"pppoe-atm", {40, 0, true}},
    // PPP in virtual circuits of its own (RFC 2364): CAKE's "pppoa-vcmux".
    {"pppoa-atm", {10, 0, true}},
    // Routed, with LLC and SNAP of 8: CAKE's "ipoa-llcsnap".
    {"ipoa-atm", {16, 0, true}},
};

Overhead read_preset(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return {};
    std::vector<std::string_view> names;
    for (const Preset& preset : kPresets) {
        if (preset.name == *text)
            return preset.overhead;
        names.push_back(preset.name);
    }
    const std::string near = did_you_mean(*text, names);
    value.complain("'" + *text + "' is no overhead; write " +
                   (near.empty() ? list_words(names) + ", or { bytes: 18, least: 64 }"
                                 : "one that is known, or { bytes: 18, least: 64 }" + near));
    return {};
}

}  // namespace

Overhead read_overhead(const YamlValue& value) {
    if (!value.is_mapping())
        return read_preset(value);
    Overhead overhead;
    const auto fields = value.fields({"bytes", "least", "atm"});
    if (!fields)
        return overhead;
    if (const auto bytes = fields->require("bytes"))
        overhead.bytes = static_cast<int32_t>(bytes->integer(0, kBytesMost).value_or(0));
    if (const auto least = fields->find("least"))
        overhead.least_bytes = static_cast<uint32_t>(least->integer(0, kLeastMost).value_or(0));
    if (const auto atm = fields->find("atm"))
        overhead.in_atm_cells = atm->boolean().value_or(false);
    return overhead;
}

}  // namespace sluice
