// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/config/ports.h"
#include "control/config/sections.h"

namespace sluice {
namespace {

constexpr std::string_view kModes[] = {"inline", "tap"};  // as LinkMode
constexpr std::string_view kFail[] = {"open", "closed"};
constexpr std::string_view kTunnels[] = {"inner", "outer", "softwire"};  // as TunnelView

PairConfiguration read_pair(const YamlValue& value, NamedOnce& named) {
    PairConfiguration pair;
    const auto fields = value.fields({"access", "core"});
    if (!fields)
        return pair;
    if (const auto access = fields->require("access"))
        pair.access = read_pair_port(*access, true, named);
    if (const auto core = fields->require("core"))
        pair.core = read_pair_port(*core, false, named);
    return pair;
}

void read_capacity(const YamlValue& value, LinkConfiguration& link) {
    const auto fields = value.fields({"up", "down"});
    if (!fields)
        return;
    if (const auto up = fields->require("up"))
        link.up_bps = up->rate_bps().value_or(0);
    if (const auto down = fields->require("down"))
        link.down_bps = down->rate_bps().value_or(0);
}

// What is of the other kind of link.
void refuse(const YamlFields& fields, std::initializer_list<std::string_view> keys,
            const std::string& why) {
    for (const std::string_view key : keys)
        if (const auto field = fields.find(key))
            field->complain(why);
}

void read_ports(const YamlFields& fields, NamedOnce& named, LinkConfiguration& link) {
    if (link.mode == LinkMode::beside_path) {
        refuse(fields, {"pairs"}, "belongs to an inline link; a tap has mirrors");
        return read_tap(fields, named, link);
    }
    refuse(fields, {"mirrors", "inject", "subscriber_prefixes"},
           "belongs to a tap; say mode: tap, or give pairs of ports to stand between");
    if (const auto pairs = fields.require("pairs")) {
        for (const YamlValue& pair : pairs->one_or_more())
            link.pairs.push_back(read_pair(pair, named));
    }
}

bool all_are_the_kernels(const LinkConfiguration& link) {
    return std::ranges::all_of(link.pairs, [](const PairConfiguration& pair) {
        return !pair.access.interface.empty() && !pair.core.interface.empty();
    });
}

void read_bypass_command(const YamlValue& value, LinkConfiguration& link) {
    const auto program = value.text();
    if (!program)
        return;
    if (!program->starts_with('/'))
        return value.complain("'" + *program + "' is no absolute path of a program");
    if (all_are_the_kernels(link))
        return value.complain(
            "is for ports that are not the kernel's; packets go past these ones without it");
    link.bypass_command = *program;
}

// Nothing goes past the workers of a tap, and its ports have no other end.
void read_failing(const YamlFields& fields, LinkConfiguration& link) {
    if (link.mode == LinkMode::beside_path)
        return refuse(fields, {"fail", "reflect_link_down", "bypass_command"},
                      "belongs to an inline link; a tap fails without anybody's noticing");
    if (const auto fail = fields.find("fail"))
        link.fail_closed = fail->one_of(kFail).value_or(0) == 1;
    if (const auto reflect = fields.find("reflect_link_down"))
        link.reflect_link_down = reflect->boolean().value_or(false);
    if (const auto command = fields.find("bypass_command"))
        read_bypass_command(*command, link);
}

LinkConfiguration read_link(const YamlValue& value, NamedOnce& named) {
    LinkConfiguration link;
    const auto fields = value.fields(std::initializer_list<std::string_view>{
        "name", "mode", "pairs", "mirrors", "inject", "subscriber_prefixes", "capacity", "realm",
        "tunnels", "fail", "reflect_link_down", "bypass_command"});
    if (!fields)
        return link;
    if (const auto name = fields->require("name")) {
        if (const auto word = name->name()) {
            link.name = *word;
            NamedOnce::once(named.links, link.name, *name, "link name");
        }
    }
    if (const auto mode = fields->find("mode"))
        link.mode = static_cast<LinkMode>(mode->one_of(kModes).value_or(0));
    read_ports(*fields, named, link);
    if (const auto capacity = fields->find("capacity"))
        read_capacity(*capacity, link);
    if (const auto realm = fields->find("realm"))
        link.realm = realm->name().value_or("");
    if (const auto tunnels = fields->find("tunnels"))
        link.tunnels = static_cast<TunnelView>(tunnels->one_of(kTunnels).value_or(0));
    read_failing(*fields, link);
    return link;
}

}  // namespace

std::vector<LinkConfiguration> read_links(const YamlValue& value) {
    std::vector<LinkConfiguration> links;
    NamedOnce named;
    for (const YamlValue& item : value.one_or_more())
        links.push_back(read_link(item, named));
    return links;
}

}  // namespace sluice
