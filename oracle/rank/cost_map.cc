// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/cost_map.h"

#include <stdexcept>
#include <string>

namespace sluice {
namespace {

float checked(float cost) {
    if (!(cost >= 0 && cost <= CostMap::kUnknown))  // nor is it a number otherwise
        throw std::invalid_argument("a cost of " + std::to_string(cost) +
                                    ": 0 is the least, and it has an end");
    return cost;
}

}  // namespace

CostMap::CostMap(size_t pids, float every_pair)
    : pids_(pids), every_pair_(checked(every_pair)), row_of_(pids, kNoRow) {
    if (pids > kMostPids)
        throw std::invalid_argument("costs of " + std::to_string(pids) +
                                    " locations: " + std::to_string(kMostPids) + " are the most");
}

void CostMap::set(Pid from, Pid to, float cost) {
    if (from >= pids_ || to >= pids_)
        throw std::invalid_argument("a cost from location " + std::to_string(from) + " to " +
                                    std::to_string(to) + " of " + std::to_string(pids_));
    checked(cost);
    uint32_t& row = row_of_[from];
    if (row == kNoRow) {
        row = static_cast<uint32_t>(costs_.size() / pids_);
        costs_.resize(costs_.size() + pids_, every_pair_);
    }
    costs_[row * pids_ + to] = cost;
}

size_t CostMap::memory_bytes() const {
    return row_of_.capacity() * sizeof(uint32_t) + costs_.capacity() * sizeof(float);
}

}  // namespace sluice
