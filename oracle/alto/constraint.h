// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
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

}  // namespace sluice
