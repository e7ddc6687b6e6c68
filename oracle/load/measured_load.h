// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "oracle/load/box_readings.h"
#include "oracle/load/link_meter.h"
#include "oracle/load/link_state.h"
#include "oracle/load/loaded_topology.h"

namespace sluice {

// Asks boxes how loaded their links are, and makes the topology with what that adds. For daemons:
// whatever topology they have goes through use(), and refresh() is called every few seconds, on one
// thread that answers nobody.
class MeasuredLoad {
 public:
    // The topology to be used for now: base with what the links are known to add.
    std::shared_ptr<const Topology> use(std::shared_ptr<const Topology> base,
                                        const std::vector<MeasuredLink>& links);
    // Waits half a second at most. The topology to be used from now on, if that is another than
    // before; else null. now_ns: of a clock that does not go back.
    std::shared_ptr<const Topology> refresh(uint64_t now_ns);

    std::vector<LinkState> states(uint64_t now_ns) const;
    // For a log: what cannot be measured any more, and what can be again; each once.
    std::vector<std::string> take_news();

 private:
    struct Asked {
        size_t box = 0;  // by BoxReadings::use()
        LinkMeter meter;
        std::string objection;
        bool objection_told = false;
    };

    void read(size_t link, const BoxReadings::Answer& answer, uint64_t now_ns);

    LoadedTopology loaded_;
    BoxReadings boxes_;
    std::vector<Asked> asked_;  // by LoadedTopology's links
    std::shared_ptr<const Topology> used_;
};

}  // namespace sluice
