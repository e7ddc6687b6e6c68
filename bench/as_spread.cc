// SPDX-License-Identifier: Apache-2.0
#include "bench/as_spread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice::bench {
namespace {

constexpr uint32_t kLargestIsOneOf = 10;

std::vector<uint32_t> by_rank(uint32_t peers, double power) {
    std::vector<uint32_t> sizes;
    const double largest = std::max(peers / kLargestIsOneOf, 1u);
    for (uint32_t left = peers, rank = 1; left > 0; ++rank) {
        const double size = std::max(std::round(largest / std::pow(rank, power)), 1.0);
        sizes.push_back(std::min(static_cast<uint32_t>(size), left));
        left -= sizes.back();
    }
    return sizes;
}

}  // namespace

double share_in_large(std::span<const uint32_t> sizes) {
    uint32_t all = 0;
    uint32_t in_large = 0;
    for (const uint32_t size : sizes) {
        all += size;
        in_large += size > kLarge ? size : 0;
    }
    return all == 0 ? 0 : static_cast<double>(in_large) / all;
}

std::vector<uint32_t> as_spread(uint32_t peers, double in_large) {
    double flat = 0.1;  // too many in large ASes
    double steep = 3;   // too few
    for (int i = 0; i < 50; ++i) {
        const double power = std::midpoint(flat, steep);
        (share_in_large(by_rank(peers, power)) > in_large ? flat : steep) = power;
    }
    return by_rank(peers, steep);
}

}  // namespace sluice::bench
