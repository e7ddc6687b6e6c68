// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_action.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/token_bucket.h"
#include "policy/yaml/quantity.h"
#include "policy/yaml/read_dscp.h"
#include "policy/yaml/read_rate.h"
#include "policy/yaml/read_shape.h"

namespace sluice {
namespace {

constexpr uint64_t kBurstDefaultNs = 50'000'000;
constexpr uint64_t kBurstLeastBytes =
    1500;  // Ethernet's largest IP packet: a smaller one never fits

constexpr std::array<std::string_view, 2> kWords{"forward", "drop"};
constexpr std::array<std::string_view, 3> kScopes{"flow", "subscriber", "rule"};

constexpr RefusedKey kLater[] = {
    {"reset", "'reset' is not built in this version; 'drop' ends a connection less politely"},
    {"refuse", "'refuse' is not built in this version; 'drop' keeps the connection from opening"},
    {"connections", "'connections' is not built in this version; 'police' limits a rate"},
};

// What says nothing as a word, and what would.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNotAlone{
    {{"police", "police: { rate: 2mbps }"},
     {"shape", "shape: { rate: 2mbps }"},
     {"dscp", "dscp: le"}}};

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
    const auto rate =
        rate_value
            ? read_rate(*rate_value, "a rate of zero lets nothing pass; write 'drop' as the action")
            : std::nullopt;
    if (!rate)
        return std::nullopt;
    police.rate_bps = *rate;

    const auto usual = static_cast<unsigned __int128>(*rate) * kBurstDefaultNs / kCreditPerByte;
    police.burst_bytes = std::clamp(static_cast<uint64_t>(usual), kBurstLeastBytes, kBurstBytesMax);
    if (const auto burst = fields->find("burst"))
        police.burst_bytes = read_burst(*burst, *rate).value_or(police.burst_bytes);
    return police;
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
    const auto fields = value.fields({"forward", "drop", "police", "shape", "dscp"}, kLater);
    if (!fields)
        return;
    const bool forward = read_flag(*fields, "forward");
    action.drop = read_flag(*fields, "drop");
    if (const auto police = fields->find("police"))
        action.police = read_police(*police);
    if (const auto shape = fields->find("shape"))
        action.shape = read_shape(*shape);
    if (const auto dscp = fields->find("dscp"))
        action.dscp = read_dscp(*dscp);
    if (fields->has("drop") &&
        (forward || fields->has("police") || fields->has("shape") || fields->has("dscp")))
        value.complain(
            "what is dropped can be neither forwarded, policed, shaped nor marked; "
            "leave 'drop' alone or leave it out");
    if (fields->has("police") && fields->has("shape"))
        value.complain(
            "what is shaped waits for its rate, what is policed is dropped above it; "
            "leave out 'police' or 'shape'");
    if (value.node().children.empty())
        value.complain("says nothing; write forward, drop, police, shape or dscp");
}

}  // namespace

Action read_action(const YamlValue& value) {
    Action action;
    if (value.is_mapping()) {
        read_mapping(value, action);
        return action;
    }
    if (!value.is_scalar()) {
        value.complain("expected forward, drop or a mapping of police, shape and dscp");
        return action;
    }
    for (const RefusedKey& later : kLater) {
        if (later.key == value.node().text) {
            value.complain(std::string(later.why));
            return action;
        }
    }
    for (const auto& [key, example] : kNotAlone) {
        if (key != value.node().text)
            continue;
        value.complain("'" + std::string(key) + "' needs to be told how much; write { " +
                       std::string(example) + " }");
        return action;
    }
    if (const auto word = value.one_of(kWords))
        action.drop = kWords[*word] == "drop";
    return action;
}

}  // namespace sluice
