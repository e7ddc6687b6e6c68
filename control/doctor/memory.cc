// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

constexpr uint64_t kMebibyte = 1 << 20;
constexpr uint64_t kHugePage = 2 * kMebibyte;

// As docs/capacity.md has it; what a start takes it prints itself.
uint64_t needed_bytes(const ConfigFile& config) {
    const MemoryConfiguration& memory = config.dataplane.memory;
    constexpr uint64_t kBuffersOfQueues = 12'288;  // where the configuration leaves it open
    const uint64_t buffers = memory.packet_buffers != 0 ? memory.packet_buffers
                                                        : memory.queued_packets + kBuffersOfQueues;
    const uint64_t shunted = config.dataplane.shunt == ShuntWhen::never ? 0 : memory.shunted_flows;
    return uint64_t{memory.flows} * 280 + uint64_t{memory.police_buckets} * 120 +
           uint64_t{memory.usage_rows} * 80 + shunted * 352 + buffers * 2'368 + 300 * kMebibyte;
}

uint64_t available_bytes(const MachineFiles& files) {
    const std::string text = files.text("/proc/meminfo").value_or("");
    constexpr std::string_view kName = "MemAvailable:";
    const size_t at = text.find(kName);
    uint64_t kibibytes = 0;
    if (at != std::string::npos)
        std::istringstream(text.substr(at + kName.size())) >> kibibytes;
    return kibibytes * 1'024;
}

}  // namespace

void examine_memory(const Examined& examined, Findings& findings) {
    const MachineFiles& files = examined.files;
    const std::string pages = "/sys/kernel/mm/hugepages/hugepages-2048kB/";
    const uint64_t needed = needed_bytes(examined.config);
    const uint64_t all = files.number(pages + "nr_hugepages").value_or(0);
    const uint64_t free = files.number(pages + "free_hugepages").value_or(0);
    const uint64_t wanted = (needed + kHugePage - 1) / kHugePage + 16;
    Finding huge{.what = "huge pages",
                 .seen = fmt::format("{} of 2 MiB, {} free; the configuration takes about {} MiB",
                                     all, free, needed / kMebibyte)};
    // A box that runs has taken them already.
    if (all < wanted) {
        huge.level = Finding::Level::costs;
        huge.cost = "tables and packet buffers lie in small pages: more time for each packet";
        huge.mend = fmt::format(
            "sysctl -w vm.nr_hugepages={}, and the same in "
            "/etc/sysctl.d/80-sluice.conf; before other programs run",
            wanted);
    }
    findings.push_back(huge);

    const uint64_t available = available_bytes(files);
    Finding memory{.what = "memory",
                   .seen = fmt::format("{} MiB available, {} MiB in free huge pages",
                                       available / kMebibyte, free * 2)};
    if (available != 0 && all < wanted && available + free * kHugePage < needed) {
        memory.level = Finding::Level::fails;
        memory.cost = fmt::format("sluiced takes about {} MiB at its start, or does not start",
                                  needed / kMebibyte);
        memory.mend = "smaller numbers below `memory:` in the configuration, or more memory";
    }
    findings.push_back(memory);

    const std::string transparent =
        files.line("/sys/kernel/mm/transparent_hugepage/enabled").value_or("");
    if (all < wanted && transparent.find("[never]") != std::string::npos)
        findings.push_back({.level = Finding::Level::costs,
                            .what = "transparent huge pages",
                            .seen = "never",
                            .cost = "what has no huge pages gets none of these either",
                            .mend = "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"});
}

}  // namespace sluice
