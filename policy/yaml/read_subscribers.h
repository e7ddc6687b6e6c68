// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/policy.h"
#include "policy/yaml/known_names.h"
#include "policy/yaml/read_nat.h"
#include "policy/yaml/value.h"

namespace sluice {

// Ids are unique, and no prefix, nor port of a shared address, belongs to two subscribers. A prefix
// inside another's is fine: the longest match is who it is. None is a NAT's outside address, behind
// which others are.
std::vector<Subscriber> read_subscribers(const YamlValue& value, const KnownNames& tiers,
                                         const KnownNames& sites, const std::vector<ReadNat>& nats);

}  // namespace sluice
