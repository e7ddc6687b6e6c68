// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "policy/complaint.h"
#include "policy/locality/locality_table.h"

namespace sluice {

struct ParsedLocalities {
    std::shared_ptr<const LocalityTable> table;  // if there is no complaint
    Complaints complaints;                       // by line, the first kMostLocalityComplaints
};

inline constexpr size_t kMostLocalityPrefixes = 500'000;
inline constexpr size_t kMostLocalityComplaints = 100;

// Lines of a prefix and its locality, as `sluice-oracle --print-locality` writes them:
//   # what is nowhere else is transit
//   198.18.0.0/15,local
//   2001:db8:7::/48,peering
// Of a prefix and a longer one within it, the longer holds. A file is taken as a whole or not at
// all; one without any prefix is a mistake, too.
ParsedLocalities parse_localities(std::string_view text, std::string_view file_name);

}  // namespace sluice
