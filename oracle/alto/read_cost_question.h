// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "oracle/alto/cost_question.h"
#include "oracle/alto/request_fields.h"

namespace sluice {

// Reads cost-type or multi-cost-types, testable-cost-types, and constraints or or-constraints.
// constraints_most: of them in all. What is wrong is an error of the fields.
void read_cost_question(const RequestFields& fields, const OfferedCosts& offered,
                        size_t constraints_most, CostQuestion& out);

}  // namespace sluice
