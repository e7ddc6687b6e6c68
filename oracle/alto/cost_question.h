// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "oracle/alto/constraint.h"
#include "oracle/alto/cost_type.h"
#include "oracle/rank/cost_map.h"

namespace sluice {

// What a resource tells, by place_of(): any of them together, and each of them may be constrained.
using OfferedCosts = std::bitset<kCostTypes.size()>;

// Costs of locations, which a place in a list has none of.
OfferedCosts offered_by_maps();
OfferedCosts offered_by_endpoints(bool with_ranking);

// Costs of pairs of sources and destinations, a table for each cost type that is needed, by
// place_of(); in each a row for each source, and kUnknown where nothing is to be told.
using CostTables = std::array<std::vector<float>, kCostTypes.size()>;

// Which pairs are told (RFC 8189, section 4.1.2): those of which every bound of any alternative
// holds. A cost that is not known is within no bounds.
class CostTest {
 public:
    void begin_alternative() { alternatives_.emplace_back(); }
    // Of the alternative that was begun last. False if the comparison is none.
    bool add(const AltoCostType& type, std::string_view comparison);

    bool is_everything() const { return alternatives_.empty(); }
    bool holds(const CostTables& costs, size_t pair) const;
    // By place_of(): the types that are compared.
    OfferedCosts types() const;

 private:
    struct Bound {
        size_t type = 0;  // place_of()
        CostRange range;
    };

    std::vector<std::vector<Bound>> alternatives_;
};

// Which costs are told (RFC 7285, section 11.3.2.3; RFC 8189, section 4.1.2; RFC 8896, 5.1.1).
struct CostQuestion {
    std::vector<AltoCostType> told;  // in this order; one, unless as_arrays
    bool as_arrays = false;
    CostTest test;
    // Which of told are calendars, side by side with it; empty: none is.
    std::vector<bool> calendared;

    bool has_calendars() const { return !calendared.empty(); }
    // By place_of(): those of which there is a calendar in an answer.
    OfferedCosts calendar_types() const;

    // By place_of(): those of which there is a table in an answer.
    OfferedCosts needed() const;
    bool needs(const AltoCostType& type) const { return needed().test(place_of(type)); }
};

// Costs as places in their own order, equal ones at the same (RFC 7285, section 6.1.2.2).
class OrdinalCosts {
 public:
    void write(std::span<const float> costs, std::vector<float>& out);

 private:
    std::vector<uint32_t> order_;
    std::vector<float> work_;
};

}  // namespace sluice
