// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "oracle/rank/cost_map.h"
#include "oracle/rank/network_map.h"
#include "policy/address.h"

namespace sluice {

// What answers are made from at one moment: everything that feeds have said, put together. A new
// one replaces it by pointer; whoever answers keeps the one that it began with. Immutable; any
// thread.
struct Topology {
    std::shared_ptr<const NetworkMap> map;
    CostMap routing_cost;       // may be told to anybody
    CostMap ranking_cost;       // the operator's own criteria and the measured load: orders lists,
                                // and is never told
    std::vector<Prefix> caches;  // ranked first
    // Behind a NAT of the operator's: addresses that mean something inside their realm alone.
    struct Realm {
        std::string name;
        std::vector<Prefix> inside;
    };
    std::vector<Realm> realms;
    std::string tag;  // of what may be told: another whenever that is (RFC 7285, section 10.3)
};

}  // namespace sluice
