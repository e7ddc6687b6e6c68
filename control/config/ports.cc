// SPDX-License-Identifier: Apache-2.0
#include "control/config/ports.h"

#include <net/if.h>

namespace sluice {
namespace {

std::string read_interface(const YamlValue& value) {
    auto name = value.name().value_or("");
    if (name.size() >= IFNAMSIZ || name.find('/') != std::string::npos)
        value.complain("'" + name + "' is no interface name; those have at most " +
                       std::to_string(IFNAMSIZ - 1) + " characters and no slash");
    return name;
}

}  // namespace

void NamedOnce::once(std::map<std::string, int>& seen, const std::string& word,
                     const YamlValue& value, std::string_view what) {
    const auto [first, is_new] = seen.emplace(word, value.line());
    if (!is_new)
        value.complain(std::string(what) + " '" + word + "' is already used on line " +
                       std::to_string(first->second) + "; it can be in one place only");
}

PortConfiguration read_port(const YamlFields& fields, NamedOnce& named) {
    PortConfiguration port;
    const auto device = fields.find("device");
    const auto interface = fields.find("interface");
    if (device && interface) {
        fields.value().complain("has both a device and an interface; a port is one of them");
        return port;
    }
    if (device) {
        port.device = device->text().value_or("");
        NamedOnce::once(named.ports, port.device, *device, "device");
    } else if (interface) {
        port.interface = read_interface(*interface);
        NamedOnce::once(named.ports, port.interface, *interface, "interface");
    } else {
        fields.value().complain(
            "has neither a device nor an interface; give { device: \"0000:3b:00.0\" } for a DPDK "
            "device or { interface: eth2 } for a kernel interface");
    }
    return port;
}

PortConfiguration read_pair_port(const YamlValue& value, bool access_side, NamedOnce& named) {
    const auto fields = value.fields({"device", "interface", "trust"});
    if (!fields)
        return {};
    PortConfiguration port = read_port(*fields, named);
    if (const auto trust = fields->find("trust"))
        port.trust = read_trust(*trust, access_side);
    return port;
}

}  // namespace sluice
