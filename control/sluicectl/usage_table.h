// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "sluice/v1/usage.pb.h"

namespace sluice {

// For each period its sums, its allowance and a line for each kind of traffic; then what rules did.
void print_usage(const v1::SubscriberUsage& usage, std::ostream& out);

}  // namespace sluice
