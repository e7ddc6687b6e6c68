// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_action.h"

#include <algorithm>
#include <array>

#include "policy/token_bucket.h"
#include "policy/yaml/nearest.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr uint64_t kRateMostBps = 10'000'000'000'000;
constexpr uint64_t kBurstDefaultNs = 50'000'000;
constexpr uint64_t kBurstLeastBytes =
    1500;  // Ethernet's largest IP packet: a smaller one never fits

constexpr std::array<std::string_view, 2> kWords{"forward", "drop"};
constexpr std::array<std::string_view, 3> kScopes{"flow", "subscriber", "rule"};

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

constexpr RefusedKey kLater[] = {
    {"shape", "'shape' is not built in this version; 'police' limits a rate without queueing"},
    {"reset", "'reset' is not built in this version; 'drop' ends a connection less politely"},
    {"refuse", "'refuse' is not built in this version; 'drop' keeps the connection from opening"},
    {"connections", "'connections' is not built in this version; 'police' limits a rate"},
};

// A burst is stated as bytes or as the time in which the rate brings them.
std::optional<uint64_t> read_burst(const YamlValue& value, uint64_t rate_bps) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    uint64_t bytes = 0;
    if (const Quantity duration = parse_duration_ns(*text); duration.value) {
        const auto bits = static_cast<unsigned __int128>(*duration.value) * rate_bps;
        const auto whole = bits / kCreditPerByte;
        bytes = whole > kBurstBytesMax ? kBurstBytesMax + 1 : static_cast<uint64_t>(whole);
    } else if (const Quantity size = parse_size_bytes(*text); size.value) {
        bytes = *size.value;
    } else {
        value.complain("'" + *text +
                       "' is neither a time like 50ms (of the rate) nor a size like 64kB");
        return std::nullopt;
    }
    if (bytes > kBurstBytesMax) {
        value.complain("'" + *text + "' is more than 1GiB at this rate");
        return std::nullopt;
    }
    if (bytes < kBurstLeastBytes) {
        value.complain("'" + *text + "' is " + std::to_string(bytes) +
                       " bytes at this rate, too small for a full packet; write 1500B or more");
        return std::nullopt;
    }
    return bytes;
}

std::optional<uint64_t> read_police_rate(const YamlValue& value) {
    const auto rate = value.rate_bps();
    if (rate == uint64_t{0}) {
        value.complain("a rate of zero lets nothing pass; write 'drop' as the action");
        return std::nullopt;
    }
    if (rate && *rate > kRateMostBps) {
        value.complain("is more than 10tbps");
        return std::nullopt;
    }
    return rate;
}

std::optional<Police> read_police(const YamlValue& value) {
    const auto fields = value.fields({"per", "rate", "burst"});
    if (!fields)
        return std::nullopt;
    Police police;
    if (const auto per = fields->find("per")) {
        if (const auto index = per->one_of(kScopes))
            police.per = static_cast<PoliceScope>(*index);
    }
    const auto rate_value = fields->require("rate");
    const auto rate = rate_value ? read_police_rate(*rate_value) : std::nullopt;
    if (!rate)
        return std::nullopt;
    police.rate_bps = *rate;

    const auto usual = static_cast<unsigned __int128>(*rate) * kBurstDefaultNs / kCreditPerByte;
    police.burst_bytes = std::clamp(static_cast<uint64_t>(usual), kBurstLeastBytes, kBurstBytesMax);
    if (const auto burst = fields->find("burst"))
        police.burst_bytes = read_burst(*burst, *rate).value_or(police.burst_bytes);
    return police;
}

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

// "drop: true". False would leave in doubt what was meant.
bool read_flag(const YamlFields& fields, std::string_view key) {
    const auto value = fields.find(key);
    if (!value)
        return false;
    const auto set = value->boolean();
    if (set == false)
        value->complain("only true makes sense here; leave the key out instead");
    return set == true;
}

void read_mapping(const YamlValue& value, Action& action) {
    const auto fields = value.fields({"forward", "drop", "police", "dscp"}, kLater);
    if (!fields)
        return;
    const bool forward = read_flag(*fields, "forward");
    action.drop = read_flag(*fields, "drop");
    if (const auto police = fields->find("police"))
        action.police = read_police(*police);
    if (const auto dscp = fields->find("dscp"))
        action.dscp = read_dscp(*dscp);
    if (fields->has("drop") && (forward || fields->has("police") || fields->has("dscp")))
        value.complain(
            "what is dropped can be neither forwarded, policed nor marked; "
            "leave 'drop' alone or leave it out");
    if (value.node().children.empty())
        value.complain("says nothing; write forward, drop, police or dscp");
}

}  // namespace

Action read_action(const YamlValue& value) {
    Action action;
    if (value.is_mapping()) {
        read_mapping(value, action);
        return action;
    }
    if (!value.is_scalar()) {
        value.complain("expected forward, drop or a mapping of police and dscp");
        return action;
    }
    for (const RefusedKey& later : kLater) {
        if (later.key == value.node().text) {
            value.complain(std::string(later.why));
            return action;
        }
    }
    if (value.node().text == "police" || value.node().text == "dscp") {
        value.complain(
            "'" + value.node().text + "' needs to be told how much; write { " +
            (value.node().text == "police" ? "police: { rate: 2mbps } }" : "dscp: le }"));
        return action;
    }
    if (const auto word = value.one_of(kWords))
        action.drop = kWords[*word] == "drop";
    return action;
}

}  // namespace sluice
