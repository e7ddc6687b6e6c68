// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace sluice {

// Of the two directions of a box's link: up is from its access side to its core side.
struct LinkUse {
    double up = 0;
    double down = 0;
};

// What a box says of one of its links at one moment.
struct LinkReading {
    uint64_t time_ns = 0;  // by the box's clock, which begins anew when its host does
    uint64_t up_bps = 0;   // capacity; 0: not known
    uint64_t down_bps = 0;
    uint64_t up_ip_bytes = 0;  // so far; begins anew when the daemon does
    uint64_t down_ip_bytes = 0;
};

// Makes utilisation of readings. One thread.
class LinkMeter {
 public:
    // Of the capacity, between the reading before and this one. Nothing for the first of all, the
    // first after the box began anew, and where there is no capacity.
    std::optional<LinkUse> read(const LinkReading& reading);

 private:
    std::optional<LinkReading> before_;
};

}  // namespace sluice
