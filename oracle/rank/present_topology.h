// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "oracle/rank/topology.h"

namespace sluice {

// Makes a topology's costs those of the time of day, by its calendar. What is told as a single cost
// is then what a calendar says of now: RFC 8896 (section 3.3.2) wants of a server that who asks for
// no calendar, as every client of RFC 7285, is told "the current value"; and lists, which are
// sorted by costs, are sorted by those that hold. One thread's. Times are seconds since 1970, of a
// clock that may be set.
class PresentTopology {
 public:
    // The topology to be used at that time; base where it has no calendar.
    std::shared_ptr<const Topology> use(std::shared_ptr<const Topology> base, int64_t unix_s);
    // Another, if another interval has begun since; else nothing. The tag stays: the network map
    // that it is of does, and what costs change over the day it counts already.
    std::shared_ptr<const Topology> refresh(int64_t unix_s);

 private:
    std::shared_ptr<const Topology> used_;
};

}  // namespace sluice
