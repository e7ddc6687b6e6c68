// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_action.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "policy/yaml/read_answer.h"
#include "policy/yaml/read_dscp.h"
#include "policy/yaml/read_police.h"
#include "policy/yaml/read_shape.h"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 3> kWords{"forward", "drop", "refuse"};

// What says nothing as a word, and what would.
struct NotAlone {
    std::string_view key;
    std::string_view what;
    std::string_view example;
};
constexpr std::array<NotAlone, 5> kNotAlone{
    {{"police", "how much", "police: { rate: 2mbps }"},
     {"shape", "how much", "shape: { rate: 2mbps }"},
     {"dscp", "how much", "dscp: le"},
     {"reset", "whom", "reset: both"},
     {"connections", "how many", "connections: { most: 40 }"}}};

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

// Each of these with what it cannot stand beside, and why not.
void check_mix(const YamlFields& fields) {
    const auto has_any = [&](std::initializer_list<std::string_view> keys) {
        return std::any_of(keys.begin(), keys.end(),
                           [&](std::string_view key) { return fields.has(key); });
    };
    const YamlValue& action = fields.value();
    if (fields.has("drop") &&
        has_any({"forward", "police", "shape", "dscp", "reset", "refuse", "connections"}))
        action.complain(
            "what is dropped can be neither forwarded, policed, shaped, marked nor answered; "
            "leave 'drop' alone or leave it out");
    else if (fields.has("connections") && has_any({"reset", "refuse"}))
        action.complain(
            "a cap says itself what happens beyond it; write connections: { most: 40, beyond: "
            "reset }, or leave out 'connections'");
    else if (has_any({"reset", "refuse"}) && has_any({"forward", "police", "shape", "dscp"}))
        action.complain(
            "what is reset or refused does not go on, so it can be neither forwarded, policed, "
            "shaped nor marked; leave that out, or 'reset' and 'refuse'");
    if (fields.has("police") && fields.has("shape"))
        action.complain(
            "what is shaped waits for its rate, what is policed is dropped above it; "
            "leave out 'police' or 'shape'");
    if (action.node().children.empty())
        action.complain(
            "says nothing; write forward, drop, police, shape, dscp, reset, refuse or connections");
}

void read_mapping(const YamlValue& value, Action& action) {
    const auto fields = value.fields(
        {"forward", "drop", "police", "shape", "dscp", "reset", "refuse", "connections"});
    if (!fields)
        return;
    read_flag(*fields, "forward");
    action.drop = read_flag(*fields, "drop");
    if (const auto police = fields->find("police"))
        action.police = read_police(*police);
    if (const auto shape = fields->find("shape"))
        action.shape = read_shape(*shape);
    if (const auto dscp = fields->find("dscp"))
        read_mark(*dscp, action);
    if (const auto reset = fields->find("reset"))
        action.reset = read_reset_ends(*reset);
    action.refuse = read_flag(*fields, "refuse");
    if (const auto connections = fields->find("connections"))
        action.connections = read_connection_cap(*connections);
    check_mix(*fields);
}

}  // namespace

Action read_action(const YamlValue& value) {
    Action action;
    if (value.is_mapping()) {
        read_mapping(value, action);
        return action;
    }
    if (!value.is_scalar()) {
        value.complain("expected forward, drop, refuse or a mapping of what is done");
        return action;
    }
    for (const NotAlone& one : kNotAlone) {
        if (one.key != value.node().text)
            continue;
        value.complain("'" + std::string(one.key) + "' needs to be told " + std::string(one.what) +
                       "; write { " + std::string(one.example) + " }");
        return action;
    }
    if (const auto word = value.one_of(kWords)) {
        action.drop = kWords[*word] == "drop";
        action.refuse = kWords[*word] == "refuse";
    }
    return action;
}

}  // namespace sluice
