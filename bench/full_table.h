// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "oracle/rank/pid.h"
#include "policy/address.h"

namespace sluice::bench {

// Prefixes of as many lengths, in about the proportions, that the internet's tables have, within
// 1.0.0.0 to 223.255.255.255 and 2000::/4, each once. Each is in a location of its own choice, so
// that neighbours hardly ever are one.
std::vector<std::pair<Prefix, Pid>> full_table(size_t ipv4, size_t ipv6, Pid locations,
                                               std::mt19937_64& random);

// Any within the prefix.
IpAddress address_in(const Prefix& prefix, std::mt19937_64& random);

}  // namespace sluice::bench
