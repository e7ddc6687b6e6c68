// SPDX-License-Identifier: Apache-2.0
#include "bench/subscribed_flows.h"

#include <set>

namespace sluice::bench {
namespace {

// Flows that had begun before learn it by two sweeps and the next packet.
void see_whose_they_are(Box& box, uint64_t cycle_packets) {
    const Counter& sweeps = box.worker().counters.sweeps;
    for (const uint64_t before = sweeps.get(); sweeps.get() < before + 2;)
        box.measured_ns(cycle_packets);
    box.measured_ns(cycle_packets);
}

}  // namespace

Subscriber subscriber_of(const std::string& id, const IpAddress& address, const char* tier) {
    return {.id = id,
            .tier = tier,
            .group = {},
            .addresses = {{Prefix::covering(address, 32), PortSet::all()}}};
}

std::vector<IpAddress> subscribe_every_end(Box& box, uint64_t cycle_packets) {
    std::set<IpAddress> found;
    box.worker().flows.scan(0, UINT32_MAX,
                            [&](const Flow& flow) { found.insert(flow.key.subscriber); });
    const std::vector<IpAddress> ends(found.begin(), found.end());
    for (size_t i = 0; i < ends.size(); ++i)
        box.subscribers().put(subscriber_of("s-" + std::to_string(i), ends[i], "gold"));
    see_whose_they_are(box, cycle_packets);
    return ends;
}

}  // namespace sluice::bench
