// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "control/doctor/parts.h"

namespace sluice {
namespace {

std::pair<unsigned, unsigned> version_of(const std::string& release) {
    unsigned major = 0;
    unsigned minor = 0;
    const char* const end = release.data() + release.size();
    const auto dot = std::from_chars(release.data(), end, major).ptr;
    if (dot != end)
        std::from_chars(dot + 1, end, minor);
    return {major, minor};
}

// A program on an interface that goes with nobody but its link is of 5.9; frames of several
// sockets by one map of 5.10 on.
Finding of_version(const MachineFiles& files) {
    constexpr std::pair<unsigned, unsigned> kNeeded{5, 10};
    constexpr std::pair<unsigned, unsigned> kTried{6, 1};
    const std::string release = files.line("/proc/sys/kernel/osrelease").value_or("");
    Finding finding{.what = "kernel", .seen = release.empty() ? "does not say" : release};
    if (release.empty() || version_of(release) >= kTried)
        return finding;
    const bool too_old = version_of(release) < kNeeded;
    finding.level = too_old ? Finding::Level::fails : Finding::Level::costs;
    finding.cost = too_old ? "it has not what an XDP program on the ports takes"
                           : "older than 6.1, the first that Sluice was tried on";
    finding.mend = "Debian 12's kernel, or a newer one";
    return finding;
}

Finding of_jit(const MachineFiles& files) {
    Finding finding{.what = "BPF compiler", .seen = "on"};
    if (files.number("/proc/sys/net/core/bpf_jit_enable").value_or(1) == 0) {
        finding.level = Finding::Level::costs;
        finding.seen = "off";
        finding.cost = "the ports' XDP program is interpreted for each frame";
        finding.mend = "sysctl -w net.core.bpf_jit_enable=1";
    }
    return finding;
}

// Without it sluiced runs; what it left on a port is not told from somebody else's.
Finding of_types(const MachineFiles& files) {
    Finding finding{.what = "BPF types", .seen = "known (BTF)"};
    if (!files.has("/sys/kernel/btf/vmlinux")) {
        finding.level = Finding::Level::costs;
        finding.seen = "not known: the kernel has no BTF";
        finding.cost =
            "a restarted sluiced may not know its own program on a port, which then "
            "takes `sluicectl link release`";
        finding.mend = "a kernel with CONFIG_DEBUG_INFO_BTF, as Debian's";
    }
    return finding;
}

}  // namespace

void examine_kernel(const Examined& examined, Findings& findings) {
    findings.push_back(of_version(examined.files));
    if (configured_ports(examined.config).interfaces.empty())
        return;
    findings.push_back(of_jit(examined.files));
    findings.push_back(of_types(examined.files));
}

}  // namespace sluice
