// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "sluice/v1/congestion.pb.h"

namespace sluice {

// The segments, then who is in a state and why.
void print_congestion(const v1::CongestionStatus& status, std::ostream& out);
// Without its end of line.
std::string transition_line(const v1::CongestionTransition& transition);

}  // namespace sluice
