// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "sluice/v1/policies.pb.h"

namespace sluice {

// For people: a line for each rule that did something or in shadow would have, and below them how
// many did not.
void print_effects(const v1::PolicyEffects& effects, std::ostream& out);

}  // namespace sluice
