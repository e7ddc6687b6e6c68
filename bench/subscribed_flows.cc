// SPDX-License-Identifier: Apache-2.0
#include "bench/subscribed_flows.h"

#include <set>

namespace sluice::bench {

Subscriber subscriber_of(const std::string& id, const IpAddress& address, const char* tier) {
    return {.id = id,
            .tier = tier,
            .group = {},
            .addresses = {{Prefix::covering(address, 32), PortSet::all()}}};
}

std::vector<IpAddress> subscribe_every_end(Box& box) {
    std::set<IpAddress> found;
    box.worker().flows.scan(0, UINT32_MAX,
                            [&](const Flow& flow) { found.insert(flow.key.subscriber); });
    const std::vector<IpAddress> ends(found.begin(), found.end());
    for (size_t i = 0; i < ends.size(); ++i)
        box.subscribers().put(subscriber_of("s-" + std::to_string(i), ends[i], "gold"));
    return ends;
}

}  // namespace sluice::bench
