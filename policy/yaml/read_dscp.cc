// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_dscp.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "policy/yaml/nearest.h"

namespace sluice {
namespace {

struct Codepoint {
    std::string_view name;
    uint8_t value;
};
// RFC 2474 (CS), RFC 2597 (AF), RFC 3246 (EF), RFC 5865 (VA), RFC 8622 (LE); IANA's registry.
constexpr std::array<Codepoint, 23> kCodepoints{
    {{"le", 1},    {"cs0", 0},   {"cs1", 8},   {"cs2", 16},  {"cs3", 24},  {"cs4", 32},
     {"cs5", 40},  {"cs6", 48},  {"cs7", 56},  {"af11", 10}, {"af12", 12}, {"af13", 14},
     {"af21", 18}, {"af22", 20}, {"af23", 22}, {"af31", 26}, {"af32", 28}, {"af33", 30},
     {"af41", 34}, {"af42", 36}, {"af43", 38}, {"va", 44},   {"ef", 46}}};

// In the order of MarkedHeaders.
constexpr std::array<std::string_view, 3> kHeaders{"outer", "inner", "both"};
static_assert(static_cast<int>(MarkedHeaders::outer) == 1 &&
              static_cast<int>(MarkedHeaders::both) == static_cast<int>(kHeaders.size()));

}  // namespace

std::optional<uint8_t> read_dscp(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    if (text->front() >= '0' && text->front() <= '9') {
        const auto number = value.integer(0, 63);
        return number ? std::optional(static_cast<uint8_t>(*number)) : std::nullopt;
    }
    std::vector<std::string_view> names;
    for (const Codepoint& known : kCodepoints) {
        if (known.name == *text)
            return known.value;
        names.push_back(known.name);
    }
    const std::string near = did_you_mean(*text, names);
    value.complain("'" + *text +
                   "' is no DSCP; write le, cs0 to cs7, af11 to af43, va, ef or 0 to 63" + near);
    return std::nullopt;
}

void read_mark(const YamlValue& value, Action& action) {
    if (!value.is_mapping()) {
        action.dscp = read_dscp(value);
        return;
    }
    const auto fields = value.fields({"mark", "header"});
    if (!fields)
        return;
    if (const auto mark = fields->require("mark"))
        action.dscp = read_dscp(*mark);
    if (const auto header = fields->find("header"))
        if (const auto index = header->one_of(kHeaders))
            action.marked_headers = static_cast<MarkedHeaders>(*index + 1);
}

std::string dscp_text(uint8_t dscp) {
    for (const Codepoint& known : kCodepoints) {
        if (known.value == dscp)
            return std::string(known.name);
    }
    return std::to_string(dscp);
}

}  // namespace sluice
