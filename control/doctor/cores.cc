// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

constexpr const char* kCpus = "/sys/devices/system/cpu/";

CpuList listed(const MachineFiles& files, const char* name) {
    return parse_cpu_list(files.line(std::string(kCpus) + name).value_or(""));
}

CpuList without(const CpuList& cores, const CpuList& others) {
    CpuList left;
    for (const unsigned core : cores) {
        if (!others.contains(core))
            left.insert(core);
    }
    return left;
}

Finding of_being_there(const Examined& examined, const CpuList& workers) {
    const CpuList& usable = examined.answers.usable_cores;
    Finding finding{.what = "workers' cores",
                    .seen = fmt::format("{} of {}", cpu_list_text(workers), cpu_list_text(usable))};
    const CpuList missing = without(workers, usable);
    if (!missing.empty()) {
        finding.level = Finding::Level::fails;
        finding.cost = fmt::format("sluiced does not start: there is no core {} for it",
                                   cpu_list_text(missing));
        finding.mend =
            fmt::format("workers.cores: some of {}, less one for control", cpu_list_text(usable));
    } else if (without(usable, workers).empty()) {
        finding.level = Finding::Level::costs;
        finding.cost = "control has no core of its own: a reload or a scrape delays packets";
        finding.mend = "leave one out of workers.cores";
    }
    return finding;
}

Finding of_isolation(const MachineFiles& files, const CpuList& workers) {
    const CpuList shared = without(workers, listed(files, "isolated"));
    Finding finding{.what = "isolated cores",
                    .seen = shared.empty() ? "all of the workers'"
                                           : fmt::format("not {}", cpu_list_text(shared))};
    if (!shared.empty()) {
        const std::string all = cpu_list_text(workers);
        finding.level = Finding::Level::costs;
        finding.cost =
            "other programs and interrupts run there too, and packets wait meanwhile, "
            "now and then for milliseconds";
        finding.mend = fmt::format(
            "isolcpus=managed_irq,domain,{0} nohz_full={0} rcu_nocbs={0} on the kernel's command "
            "line (GRUB_CMDLINE_LINUX in /etc/default/grub, update-grub), and a reboot",
            all);
    }
    return finding;
}

// No cpufreq: nothing to set, as in most virtual machines.
Finding of_frequency(const MachineFiles& files, const CpuList& workers) {
    CpuList slow;
    std::string governor;
    for (const unsigned core : workers) {
        const auto is = files.line(fmt::format("{}cpu{}/cpufreq/scaling_governor", kCpus, core));
        if (is && *is != "performance") {
            slow.insert(core);
            governor = *is;
        }
    }
    if (slow.empty())
        return {.what = "frequency", .seen = "not governed, or for performance"};
    const std::string cores = cpu_list_text(slow);
    return {.level = Finding::Level::costs,
            .what = "frequency",
            .seen = fmt::format("governor {} on {}", governor, cores),
            .cost = "a worker that slept begins a burst at a low frequency",
            .mend = fmt::format("cpupower -c {} frequency-set -g performance", cores)};
}

// Two workers on one physical core.
Finding of_siblings(const MachineFiles& files, const CpuList& workers) {
    Finding finding{.what = "physical cores", .seen = "one for each worker"};
    for (const unsigned core : workers) {
        CpuList together = parse_cpu_list(
            files.line(fmt::format("{}cpu{}/topology/thread_siblings_list", kCpus, core))
                .value_or(""));
        together = without(together, without(together, workers));
        if (together.size() < 2)
            continue;
        finding.level = Finding::Level::costs;
        finding.seen = fmt::format("{} are threads of one", cpu_list_text(together));
        finding.cost = "each of these workers carries less than a core's packets";
        finding.mend = "workers.cores: one thread of each physical core (lscpu -e)";
        break;
    }
    return finding;
}

}  // namespace

void examine_cores(const Examined& examined, Findings& findings) {
    const CpuList workers = worker_cores(examined);
    findings.push_back(of_being_there(examined, workers));
    if (findings.back().level == Finding::Level::fails)
        return;
    findings.push_back(of_isolation(examined.files, workers));
    findings.push_back(of_frequency(examined.files, workers));
    findings.push_back(of_siblings(examined.files, workers));
}

}  // namespace sluice
