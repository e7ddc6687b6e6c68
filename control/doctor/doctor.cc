// SPDX-License-Identifier: Apache-2.0
#include "control/doctor/doctor.h"

#include <algorithm>
#include <sstream>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

void add_once(const std::string& name, std::vector<std::string>& names) {
    if (!name.empty() && std::ranges::find(names, name) == names.end())
        names.push_back(name);
}

}  // namespace

ConfiguredPorts configured_ports(const ConfigFile& config) {
    ConfiguredPorts ports;
    const auto add = [&](const PortConfiguration& port) {
        add_once(port.interface, ports.interfaces);
        add_once(port.device, ports.devices);
    };
    for (const LinkConfiguration& link : config.dataplane.links) {
        for (const PairConfiguration& pair : link.pairs) {
            add(pair.access);
            add(pair.core);
        }
        for (const MirrorConfiguration& mirror : link.mirrors)
            add(mirror.port);
        if (link.inject)
            add(link.inject->port);
    }
    return ports;
}

CpuList worker_cores(const Examined& examined) {
    const auto& wanted = examined.config.dataplane.worker_cores;
    if (!wanted.empty())
        return {wanted.begin(), wanted.end()};
    CpuList cores = examined.answers.usable_cores;
    if (cores.size() > 1)
        cores.erase(cores.begin());
    return cores;
}

std::optional<unsigned> node_of_core(const MachineFiles& files, unsigned core) {
    const std::string nodes = "/sys/devices/system/node/";
    for (const std::string& name : files.entries(nodes)) {
        unsigned node = 0;
        if (name.starts_with("node") && std::istringstream(name.substr(4)) >> node &&
            parse_cpu_list(files.line(nodes + name + "/cpulist").value_or("")).contains(core))
            return node;
    }
    return std::nullopt;
}

Findings examine(const Examined& examined) {
    Findings findings;
    examine_interfaces(examined, findings);
    examine_devices(examined, findings);
    examine_cores(examined, findings);
    examine_memory(examined, findings);
    examine_kernel(examined, findings);
    examine_clock(examined, findings);
    examine_disk(examined, findings);
    return findings;
}

}  // namespace sluice
