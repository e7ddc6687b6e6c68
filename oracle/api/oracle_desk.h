// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oracle/feeds/topology_source.h"
#include "oracle/load/link_state.h"
#include "oracle/rank/topology.h"

namespace sluice {

// What whoever runs the oracle asks of it. Any thread.
class OracleDesk {
 public:
    virtual ~OracleDesk() = default;

    // Null before the first.
    virtual std::shared_ptr<const Topology> topology() const = 0;
    virtual std::vector<FeedState> feeds() const = 0;
    virtual std::vector<LinkState> links() const = 0;

    struct Reloaded {
        bool is_new = false;             // false: what was stays
        std::vector<std::string> lines;  // what there is to say of it
    };
    // Takes as long as reading takes.
    virtual Reloaded reload() = 0;
};

}  // namespace sluice
