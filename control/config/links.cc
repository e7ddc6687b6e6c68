// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <net/if.h>

#include "control/config/sections.h"

namespace sluice {
namespace {

constexpr RefusedKey kLaterLinkKeys[] = {
    {"inject", "'inject' belongs to tap links, which are not built in this version"},
    {"bypass", "'bypass' is not built in this version; leave it out"},
};
constexpr std::string_view kModes[] = {"inline", "tap"};
constexpr std::string_view kTunnels[] = {"inner", "outer", "softwire"};  // as TunnelView

// What the whole file may name only once, with the line that named it.
struct Named {
    std::map<std::string, int> links;
    std::map<std::string, int> ports;

    static void once(std::map<std::string, int>& seen, const std::string& word,
                     const YamlValue& value, std::string_view what) {
        const auto [first, is_new] = seen.emplace(word, value.line());
        if (!is_new)
            value.complain(std::string(what) + " '" + word + "' is already used on line " +
                           std::to_string(first->second) + "; it can be in one place only");
    }
};

std::string read_interface(const YamlValue& value) {
    auto name = value.name().value_or("");
    if (name.size() >= IFNAMSIZ || name.find('/') != std::string::npos)
        value.complain("'" + name + "' is no interface name; those have at most " +
                       std::to_string(IFNAMSIZ - 1) + " characters and no slash");
    return name;
}

PortConfiguration read_port(const YamlValue& value, Named& named) {
    PortConfiguration port;
    const auto fields = value.fields({"device", "interface"});
    if (!fields)
        return port;
    const auto device = fields->find("device");
    const auto interface = fields->find("interface");
    if (device && interface) {
        value.complain("has both a device and an interface; a port is one of them");
        return port;
    }
    if (device) {
        port.device = device->text().value_or("");
        Named::once(named.ports, port.device, *device, "device");
    } else if (interface) {
        port.interface = read_interface(*interface);
        Named::once(named.ports, port.interface, *interface, "interface");
    } else {
        value.complain(
            "has neither a device nor an interface; give { device: \"0000:3b:00.0\" } for a DPDK "
            "device or { interface: eth2 } for a kernel interface");
    }
    return port;
}

PairConfiguration read_pair(const YamlValue& value, Named& named) {
    PairConfiguration pair;
    const auto fields = value.fields({"access", "core"});
    if (!fields)
        return pair;
    if (const auto access = fields->require("access"))
        pair.access = read_port(*access, named);
    if (const auto core = fields->require("core"))
        pair.core = read_port(*core, named);
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

LinkConfiguration read_link(const YamlValue& value, Named& named) {
    LinkConfiguration link;
    const auto fields =
        value.fields(std::initializer_list<std::string_view>{"name", "mode", "pairs", "capacity",
                                                             "realm", "tunnels"},
                     kLaterLinkKeys);
    if (!fields)
        return link;
    if (const auto name = fields->require("name")) {
        if (const auto word = name->name()) {
            link.name = *word;
            Named::once(named.links, link.name, *name, "link name");
        }
    }
    if (const auto mode = fields->find("mode"); mode && mode->one_of(kModes) == 1)
        mode->complain("'tap' is not built in this version; only inline links are");
    if (const auto pairs = fields->require("pairs")) {
        for (const YamlValue& pair : pairs->one_or_more())
            link.pairs.push_back(read_pair(pair, named));
    }
    if (const auto capacity = fields->find("capacity"))
        read_capacity(*capacity, link);
    if (const auto realm = fields->find("realm"))
        link.realm = realm->name().value_or("");
    if (const auto tunnels = fields->find("tunnels"))
        link.tunnels = static_cast<TunnelView>(tunnels->one_of(kTunnels).value_or(0));
    return link;
}

}  // namespace

std::vector<LinkConfiguration> read_links(const YamlValue& value) {
    std::vector<LinkConfiguration> links;
    Named named;
    for (const YamlValue& item : value.one_or_more())
        links.push_back(read_link(item, named));
    return links;
}

}  // namespace sluice
