// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "oracle/load/link_meter.h"

namespace sluice {

// How a link that the topology file names is at one moment.
struct LinkState {
    std::string name;
    std::optional<double> age_s;  // since it was last measured; nothing: it never was, or its load
                                  // is forgotten, and adds nothing
    LinkUse utilisation;          // averaged
    LinkUse added_cost;
    std::string objection;  // why it could not be measured now; empty: it was
};

}  // namespace sluice
