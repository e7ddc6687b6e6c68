// SPDX-License-Identifier: Apache-2.0
#include "control/config/sections.h"

namespace sluice {
namespace {

constexpr uint64_t kNsPerMs = 1'000'000;
constexpr uint64_t kLeastPatienceNs = 2 * kNsPerMs;  // workers beat every so often themselves
constexpr uint64_t kMostPatienceNs = 10'000 * kNsPerMs;
constexpr uint64_t kMostSettleNs = 3'600'000 * kNsPerMs;

void read_within(const YamlValue& value, uint64_t least_ns, uint64_t most_ns, const char* words,
                 uint64_t& out_ns) {
    const auto duration_ns = value.duration_ns();
    if (!duration_ns)
        return;
    if (*duration_ns < least_ns || *duration_ns > most_ns)
        value.complain(std::string("must be ") + words);
    else
        out_ns = *duration_ns;
}

}  // namespace

void read_heartbeat(const YamlValue& value, HeartbeatSettings& out) {
    const auto fields = value.fields({"patience", "settle"});
    if (!fields)
        return;
    if (const auto patience = fields->find("patience"))
        read_within(*patience, kLeastPatienceNs, kMostPatienceNs, "from 2ms to 10s",
                    out.patience_ns);
    if (const auto settle = fields->find("settle"))
        read_within(*settle, 0, kMostSettleNs, "from 0s to 1h", out.settle_ns);
}

}  // namespace sluice
