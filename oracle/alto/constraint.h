// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

namespace sluice {

// The costs that all constraints of a request allow (RFC 7285, section 11.3.2.3): since each is a
// comparison and they are joined by AND, that is one range of costs.
class CostRange {
 public:
    // Narrows it by "gt", "lt", "ge", "le" or "eq", blanks, and a number, as "ge 5.5". False if it
    // is not that. The number is compared with the cost as it would be told, in decimal.
    bool add(std::string_view constraint);

    bool is_everything() const { return !narrowed_; }
    bool contains(float cost) const { return cost >= lowest_ && cost < above_; }

 private:
    float lowest_ = 0;
    float above_ = std::numeric_limits<float>::infinity();
    bool narrowed_ = false;
};

// An extended constraint (RFC 8189, section 4.1.2), "[1] le 2": which cost type is compared, and
// how. Without an index it is the first. Nothing if what begins with a bracket is no index.
struct IndexedConstraint {
    size_t index = 0;
    std::string_view comparison;  // for CostRange::add(), and not looked at
};
std::optional<IndexedConstraint> read_index(std::string_view constraint);

}  // namespace sluice
