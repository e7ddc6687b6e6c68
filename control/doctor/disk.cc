// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "control/doctor/parts.h"

namespace sluice {

void examine_disk(const Examined& examined, Findings& findings) {
    if (!examined.answers.free_disk_bytes)
        return;
    // Weeks of usage and events of a large box, as docs/usage.md counts them, and a log beside.
    constexpr uint64_t kEnough = uint64_t{2} << 30;
    constexpr uint64_t kFull = uint64_t{16} << 20;
    const uint64_t free = *examined.answers.free_disk_bytes;
    Finding finding{.what = "disk",
                    .seen = fmt::format("{} MiB free for {}", free >> 20, examined.config.store)};
    if (free < kEnough) {
        finding.level = free < kFull ? Finding::Level::fails : Finding::Level::costs;
        finding.cost = free < kFull ? "no change of the policy can be kept, and none is made"
                                    : "full before long: then no change of the policy can be kept";
        finding.mend =
            "room there, store.path elsewhere, or shorter times below `audit` and "
            "`usage`";
    }
    findings.push_back(finding);
}

}  // namespace sluice
