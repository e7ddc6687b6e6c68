// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "policy/address.h"
#include "policy/locality/locality.h"
#include "policy/prefix_table.h"

namespace sluice {

// Where every address is, by the longest prefix that holds it; what none holds is transit.
// Immutable; any thread.
class LocalityTable {
 public:
    // Each prefix once, with one of kLocalities.
    explicit LocalityTable(const std::vector<std::pair<Prefix, Locality>>& prefixes);

    Locality of(const IpAddress& address) const {
        const uint32_t found = table_.find(address);
        return found == PrefixTable::kNone ? Locality::transit : static_cast<Locality>(found);
    }

    size_t prefixes() const { return prefixes_; }
    size_t memory_bytes() const { return table_.memory_bytes(); }

 private:
    PrefixTable table_;
    size_t prefixes_;
};

}  // namespace sluice
