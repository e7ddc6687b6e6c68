// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <net/if.h>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

constexpr const char* kInterfaces = "/sys/class/net/";

// Drivers of Linux 6.1 that run XDP programs themselves, of cards that such a box may have; and
// those of them that also give frames to AF_XDP without a copy.
constexpr std::array<std::string_view, 18> kNative = {
    "atlantic", "bnxt_en",   "ena",    "i40e", "ice",  "igb", "igc", "ixgbe", "ixgbevf",
    "mlx4_en",  "mlx5_core", "mvneta", "nfp",  "qede", "sfc", "tun", "veth",  "virtio_net"};
constexpr std::array<std::string_view, 6> kWithoutCopy = {"i40e",  "ice",       "igc",
                                                          "ixgbe", "mlx5_core", "stmmac"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

size_t receive_queues(const MachineFiles& files, const std::string& interface) {
    const auto queues = files.entries(kInterfaces + interface + "/queues");
    return static_cast<size_t>(std::ranges::count_if(
        queues, [](const std::string& name) { return name.starts_with("rx-"); }));
}

std::string others(const MachineFiles& files) {
    std::string names;
    for (const std::string& name : files.entries(kInterfaces))
        names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : names;
}

Finding of_carrier(const MachineFiles& files, const std::string& interface,
                   const std::string& what) {
    unsigned flags = 0;
    std::istringstream(files.line(kInterfaces + interface + "/flags").value_or("")) >> std::hex >>
        flags;
    const bool is_up = (flags & IFF_UP) != 0;
    const bool has_carrier = files.number(kInterfaces + interface + "/carrier") == 1;
    const auto speed = files.number(kInterfaces + interface + "/speed");
    Finding finding{.what = what,
                    .seen = !is_up         ? "down"
                            : !has_carrier ? "up, without a carrier"
                            : speed        ? fmt::format("up, {} Mbit/s", *speed)
                                           : "up"};
    if (is_up && has_carrier)
        return finding;
    finding.level = Finding::Level::fails;
    finding.cost = "no packet comes or goes";
    finding.mend = is_up ? "the cable, the module (ethtool -m), and the port at its other end"
                         : fmt::format("ip link set {} up", interface);
    return finding;
}

Finding of_driver(const SystemAnswers::Driver& driver, const std::string& interface,
                  const std::string& what) {
    Finding finding{.what = what + ": driver", .seen = driver.name};
    if (!driver.firmware.empty() && driver.firmware != "N/A")
        finding.seen += ", firmware " + driver.firmware;
    if (is_one_of(kWithoutCopy, driver.name)) {
        finding.seen += ", AF_XDP without copies";
    } else if (is_one_of(kNative, driver.name)) {
        finding.seen += ", XDP, and AF_XDP with a copy of each frame";
    } else {
        finding.level = Finding::Level::costs;
        finding.seen += ", not known to run XDP itself";
        finding.cost = "the kernel then makes a buffer of each frame first, and copies it";
        finding.mend = fmt::format(
            "a card whose driver does (ethtool -i {}), or DPDK's driver for it: device instead of "
            "interface",
            interface);
    }
    return finding;
}

Finding of_queues(const Examined& examined, const std::string& interface, const std::string& what) {
    const size_t queues = receive_queues(examined.files, interface);
    const size_t workers = worker_cores(examined).size();
    Finding finding{.what = what + ": queues",
                    .seen = fmt::format("{} for {} workers", queues, workers)};
    if (queues < workers) {
        finding.level = Finding::Level::costs;
        finding.cost = "some workers receive nothing themselves: packets are handed over to them";
        finding.mend = fmt::format("ethtool -L {} combined {}, if it can", interface, workers);
    }
    return finding;
}

void examine_interface(const Examined& examined, const std::string& interface, Findings& findings) {
    const MachineFiles& files = examined.files;
    const std::string what = "port " + interface;
    if (!files.has(kInterfaces + interface)) {
        findings.push_back({.level = Finding::Level::fails,
                            .what = what,
                            .seen = "there is no such interface",
                            .cost = "sluiced does not start",
                            .mend = fmt::format("links[].pairs: one of {}", others(files))});
        return;
    }
    findings.push_back(of_carrier(files, interface, what));
    const auto driver = examined.answers.drivers.find(interface);
    if (driver != examined.answers.drivers.end())
        findings.push_back(of_driver(driver->second, interface, what));
    findings.push_back(of_queues(examined, interface, what));
    if (files.has(kInterfaces + interface + "/device"))
        examine_slot(examined, what, kInterfaces + interface + "/device", findings);
}

}  // namespace

void examine_interfaces(const Examined& examined, Findings& findings) {
    for (const std::string& interface : configured_ports(examined.config).interfaces)
        examine_interface(examined, interface, findings);
}

}  // namespace sluice
