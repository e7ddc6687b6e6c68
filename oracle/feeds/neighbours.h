// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sluice {

// What the network that a route comes from is to the operator.
enum class Relation : uint8_t { unknown, own, customer, peer, transit };

inline constexpr size_t kRelationCount = 5;

// Which ASes are what; each list ascending, and no AS in two of them.
struct Neighbours {
    std::vector<uint32_t> own;
    std::vector<uint32_t> customers;
    std::vector<uint32_t> peers;
    std::vector<uint32_t> transit;

    // 0 is nobody, and unknown.
    Relation of(uint32_t as) const;
    // The list of a relation other than unknown.
    const std::vector<uint32_t>& list(Relation relation) const;

    friend bool operator==(const Neighbours&, const Neighbours&) = default;
};

}  // namespace sluice
