// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "policy/snapshot.h"

namespace sluice::bench {

// A policy as an operator would write it: so many rules with so many prefixes between them, IPv4
// and IPv6, and ports, labels, protocols and directions beside them. All forward, so that what it
// costs is what finding a rule costs.
std::string large_policy(unsigned rules, unsigned prefixes);

// From the text to what workers run on. Throws std::runtime_error if it has a mistake.
std::shared_ptr<const Snapshot> build_policy(const std::string& text, uint32_t number);

}  // namespace sluice::bench
