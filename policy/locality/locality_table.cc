// SPDX-License-Identifier: Apache-2.0
#include "policy/locality/locality_table.h"

#include <cstdint>

namespace sluice {
namespace {

std::vector<std::pair<Prefix, uint32_t>> numbered(
    const std::vector<std::pair<Prefix, Locality>>& prefixes) {
    std::vector<std::pair<Prefix, uint32_t>> numbered;
    numbered.reserve(prefixes.size());
    for (const auto& [prefix, locality] : prefixes)
        numbered.emplace_back(prefix, static_cast<uint32_t>(locality));
    return numbered;
}

}  // namespace

LocalityTable::LocalityTable(const std::vector<std::pair<Prefix, Locality>>& prefixes)
    : table_(numbered(prefixes)), prefixes_(prefixes.size()) {}

}  // namespace sluice
