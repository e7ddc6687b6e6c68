// SPDX-License-Identifier: Apache-2.0
#include "control/init/port_candidates.h"

#include <set>
#include <sstream>

#include <fmt/format.h>

namespace sluice {
namespace {

constexpr const char* kInterfaces = "/sys/class/net/";
constexpr uint64_t kEthernet = 1;  // ARPHRD_ETHER

// Of both families: /proc/net/route tells an interface first, /proc/net/ipv6_route last.
std::set<std::string> with_default_route(const MachineFiles& files) {
    std::set<std::string> interfaces;
    std::istringstream ipv4(files.text("/proc/net/route").value_or(""));
    for (std::string line; std::getline(ipv4, line);) {
        std::istringstream fields(line);
        std::string interface;
        std::string destination;
        fields >> interface >> destination;
        if (destination == "00000000")
            interfaces.insert(interface);
    }
    std::istringstream ipv6(files.text("/proc/net/ipv6_route").value_or(""));
    for (std::string line; std::getline(ipv6, line);) {
        std::istringstream fields(line);
        std::string destination;
        std::string length;
        std::string last;
        fields >> destination >> length;
        while (fields >> last) {
        }
        if (length == "00" && destination.find_first_not_of('0') == std::string::npos)
            interfaces.insert(last);
    }
    return interfaces;
}

std::string described(const MachineFiles& files, const std::string& interface) {
    const std::string folder = kInterfaces + interface;
    const auto driver = files.link_name(folder + "/device/driver");
    const auto speed = files.number(folder + "/speed");
    std::string text = driver.value_or("no card");
    if (speed)
        text += fmt::format(", {} Mbit/s", *speed);
    return text + ", " + files.line(folder + "/operstate").value_or("unknown");
}

}  // namespace

std::vector<PortCandidate> port_candidates(const MachineFiles& files) {
    const auto routed = with_default_route(files);
    std::vector<PortCandidate> candidates;
    for (const std::string& interface : files.entries(kInterfaces)) {
        const bool is_ethernet = files.number(kInterfaces + interface + "/type") == kEthernet;
        if (is_ethernet && !files.has(kInterfaces + interface + "/bridge"))
            candidates.push_back({.interface = interface,
                                  .described = described(files, interface),
                                  .has_default_route = routed.contains(interface)});
    }
    return candidates;
}

std::vector<std::string> likely_pair(const std::vector<PortCandidate>& candidates) {
    std::vector<std::string> pair;
    for (const PortCandidate& candidate : candidates) {
        if (!candidate.has_default_route)
            pair.push_back(candidate.interface);
    }
    return pair.size() == 2 ? pair : std::vector<std::string>();
}

}  // namespace sluice
