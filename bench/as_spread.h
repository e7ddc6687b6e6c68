// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sluice::bench {

// How many peers of a swarm each AS has, largest first: by a power of its rank, as is usual; the
// largest has a tenth of all. The power is chosen so that `in_large` of the peers are in ASes with
// more than kLarge of them: RFC 5594, section 5.1.1, found 57 % of four swarms there.
inline constexpr uint32_t kLarge = 20;
std::vector<uint32_t> as_spread(uint32_t peers, double in_large);

// The share of peers that are in ASes with more than kLarge.
double share_in_large(std::span<const uint32_t> sizes);

}  // namespace sluice::bench
