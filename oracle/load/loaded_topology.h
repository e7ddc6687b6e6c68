// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "oracle/feeds/measured_link.h"
#include "oracle/load/link_meter.h"
#include "oracle/rank/link_load.h"
#include "oracle/rank/topology.h"

namespace sluice {

// A topology whose ranking cost is raised by the load of links. The map, the routing cost and the
// tag stay as they are, so that of the load nothing but the order of lists is ever seen. Pure: no
// clock, no I/O. One thread; the topologies are for any.
class LoadedTopology {
 public:
    // What there is without any load, and the links. One that is measured as before keeps its load.
    void use(std::shared_ptr<const Topology> base, const std::vector<MeasuredLink>& links);

    size_t links() const { return links_.size(); }
    const MeasuredLink& link(size_t link) const { return links_[link].what; }

    // link: below links(). now_ns: of one clock that does not go back, here and in forget().
    void measured(size_t link, uint64_t now_ns, const LinkUse& use);
    // Adds nothing any more for links that were not measured for as long as they say.
    void forget(uint64_t now_ns);

    // With what the loads add now. The same one until that changes; the base while it is nothing.
    const std::shared_ptr<const Topology>& topology();

    // How a link is. Nothing: it was never measured, or is forgotten.
    struct Load {
        LinkUse average;  // 0 to 1
        LinkUse added;    // cost, for what goes that way
        uint64_t measured_ns;
    };
    std::optional<Load> load(size_t link) const;

 private:
    struct Measured {
        MeasuredLink what;
        LinkLoad up;
        LinkLoad down;
        std::optional<uint64_t> measured_ns;
    };

    static Measured unmeasured(const MeasuredLink& link);

    std::shared_ptr<const Topology> base_;
    std::shared_ptr<const Topology> loaded_;
    std::vector<Measured> links_;
    bool changed_ = false;  // since loaded_ was made
};

}  // namespace sluice
