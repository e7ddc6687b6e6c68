// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/present_topology.h"

#include <utility>

namespace sluice {

std::shared_ptr<const Topology> PresentTopology::use(std::shared_ptr<const Topology> base,
                                                     int64_t unix_s) {
    used_ = std::move(base);
    if (used_ == nullptr || used_->parts().calendar == nullptr)
        return used_;
    Topology::Parts parts = used_->parts();
    const CostCalendar& calendar = *parts.calendar;
    const size_t interval = calendar.interval_at(unix_s);
    parts.routing_cost = calendar.routing_costs(interval);
    parts.ranking_cost = calendar.ranking_costs(interval);
    parts.interval_begin_s = calendar.begin_s(unix_s);
    return used_ = std::make_shared<const Topology>(std::move(parts));
}

std::shared_ptr<const Topology> PresentTopology::refresh(int64_t unix_s) {
    if (used_ == nullptr || used_->parts().calendar == nullptr ||
        used_->parts().calendar->begin_s(unix_s) == used_->interval_begin_s())
        return nullptr;
    return use(std::move(used_), unix_s);
}

}  // namespace sluice
