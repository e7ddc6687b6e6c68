// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/address.h"

namespace sluice {

// The fewest prefixes that hold the addresses from first to last, both included, and no other, in
// their order: at most 62 of IPv4 and 254 of IPv6. None if the two are of different families, or
// last is before first. prefixes is cleared first.
void split_range(const IpAddress& first, const IpAddress& last, std::vector<Prefix>& prefixes);

}  // namespace sluice
