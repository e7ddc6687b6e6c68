// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/box.h"

namespace sluice::bench {

Subscriber subscriber_of(const std::string& id, const IpAddress& address, const char* tier);

// Makes every flow some subscriber's: "s-0" and so on, one for each address, which are returned.
// cycle_packets: of the whole load; until the flows know whose they are.
std::vector<IpAddress> subscribe_every_end(Box& box, uint64_t cycle_packets);

}  // namespace sluice::bench
