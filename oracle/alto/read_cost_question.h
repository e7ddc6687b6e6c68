// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "oracle/alto/cost_question.h"
#include "oracle/alto/request_fields.h"

namespace sluice {

// Reads cost-type or multi-cost-types, testable-cost-types, constraints or or-constraints, and
// calendared. offered: what is told. as_calendars: which of it may be calendars; where none may,
// calendared is an unknown field, and passed over. constraints_most: of them in all. What is wrong
// is an error of the fields.
void read_cost_question(const RequestFields& fields, const OfferedCosts& offered,
                        const OfferedCosts& as_calendars, size_t constraints_most,
                        CostQuestion& out);

}  // namespace sluice
