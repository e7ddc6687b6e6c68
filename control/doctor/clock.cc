// SPDX-License-Identifier: Apache-2.0
#include "control/doctor/parts.h"

namespace sluice {
namespace {

// Workers tell time by the time-stamp counter whatever the kernel does. If even the kernel gave it
// up, the machine's cores do not agree on it.
Finding of_counter(const MachineFiles& files) {
    const std::string source =
        files.line("/sys/devices/system/clocksource/clocksource0/current_clocksource").value_or("");
    const std::string all =
        files.line("/sys/devices/system/clocksource/clocksource0/available_clocksource")
            .value_or("");
    const std::string flags = files.text("/proc/cpuinfo").value_or("");
    Finding finding{.what = "time-stamp counter",
                    .seen = source.empty() ? "steady" : "steady, the kernel uses " + source};
    const bool is_steady = flags.find("constant_tsc") != std::string::npos;
    if (source.empty() || source == "tsc" || source == "kvm-clock" || is_steady)
        return finding;
    finding.level = Finding::Level::costs;
    finding.seen = "not steady, the kernel uses " + source + " of " + all;
    finding.cost = "rates and timeouts drift, and differ between workers";
    finding.mend =
        "a processor with an invariant counter; in a virtual machine the host's, "
        "passed through (invtsc)";
    return finding;
}

}  // namespace

void examine_clock(const Examined& examined, Findings& findings) {
    findings.push_back(of_counter(examined.files));
    if (!examined.answers.clock_synchronised)
        return;
    Finding finding{.what = "clock", .seen = "synchronised"};
    if (!*examined.answers.clock_synchronised) {
        finding.level = Finding::Level::costs;
        finding.seen = "nothing synchronises it";
        finding.cost =
            "hours of rules, billing periods and the audit log go by a wrong clock, and "
            "certificates end at a wrong time";
        finding.mend = "apt install systemd-timesyncd (or chrony); timedatectl set-ntp true";
    }
    findings.push_back(finding);
}

}  // namespace sluice
