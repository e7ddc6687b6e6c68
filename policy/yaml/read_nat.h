// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// A NAT, and where it stands.
struct ReadNat {
    NatMapping mapping;
    int line = 0;
};

// Those that are as they should be. No two have an inside or an outside address in common, and
// none has an address on both sides.
std::vector<ReadNat> read_nats(const YamlValue& value);

}  // namespace sluice
