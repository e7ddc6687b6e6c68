// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "policy/congestion/transition.h"

namespace sluice {

// What operators read of transitions.
std::string percent(uint32_t permille);                      // "74.2%"
std::string audit_kind(TransitionKind kind);                 // "congestion.segment_near"
std::string segment_in_words(const Transition& transition);  // "site olt-1" or "link pop1"

// Why, as measured: "used 82.0% of its rate over 15m00s, above 70%, while link pop1 was at 91.3%,
// above 80%".
std::string reason(const Transition& transition);

}  // namespace sluice
