// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

void examine_width(const MachineFiles& files, const std::string& what, const std::string& folder,
                   Findings& findings) {
    const auto speed = files.line(folder + "/current_link_speed");
    const auto best_speed = files.line(folder + "/max_link_speed");
    const auto width = files.number(folder + "/current_link_width");
    const auto best_width = files.number(folder + "/max_link_width");
    if (!speed || !best_speed || !width || !best_width || *width == 0)
        return;
    Finding finding{.what = what + ": slot", .seen = fmt::format("{} x{}", *speed, *width)};
    if (*speed != *best_speed || *width < *best_width) {
        finding.level = Finding::Level::costs;
        finding.cost = fmt::format("the card can {} x{}: at full rate it loses packets",
                                   *best_speed, *best_width);
        finding.mend = "another slot (lspci -vv, LnkSta), or the slot's speed in the BIOS";
    }
    findings.push_back(finding);
}

void examine_node(const Examined& examined, const std::string& what, const std::string& folder,
                  Findings& findings) {
    // -1, which is no number here, where the machine has one node alone.
    const auto node = examined.files.number(folder + "/numa_node");
    if (!node)
        return;
    CpuList elsewhere;
    for (const unsigned core : worker_cores(examined)) {
        const auto of_core = node_of_core(examined.files, core);
        if (of_core && *of_core != *node)
            elsewhere.insert(core);
    }
    Finding finding{.what = what + ": node", .seen = fmt::format("{}", *node)};
    if (!elsewhere.empty()) {
        finding.level = Finding::Level::costs;
        finding.seen += fmt::format("; workers {} are on another", cpu_list_text(elsewhere));
        finding.cost = "each packet crosses between the processors";
        finding.mend =
            fmt::format("workers.cores: of /sys/devices/system/node/node{}/cpulist alone", *node);
    }
    findings.push_back(finding);
}

}  // namespace

void examine_slot(const Examined& examined, const std::string& what, const std::string& folder,
                  Findings& findings) {
    examine_width(examined.files, what, folder, findings);
    examine_node(examined, what, folder, findings);
}

}  // namespace sluice
