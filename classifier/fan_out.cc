// SPDX-License-Identifier: Apache-2.0
#include "classifier/fan_out.h"

#include <algorithm>
#include <bit>

#include "classifier/address_hash.h"

namespace sluice {
namespace {

constexpr uint32_t kMinute_s = 60;

}  // namespace

FanOut::FanOut(uint32_t subscribers, uint64_t seed)
    : places_(std::bit_ceil(std::max(subscribers, 1u))), seed_(seed) {}

bool FanOut::add(const uint8_t* subscriber, const uint8_t* remote, uint32_t now_s) {
    const uint64_t key = address_hash(subscriber, seed_);
    Place& place = places_[key & (places_.size() - 1)];
    const bool over = now_s - place.since_s >= kMinute_s;
    if (over || place.remotes == 0) {
        place = {.subscriber = key, .remotes = 0, .since_s = now_s};
    } else if (place.subscriber != key) {
        return false;
    }
    place.remotes |= uint64_t{1} << (address_hash(remote, seed_) >> 58);
    return std::popcount(place.remotes) >= kMany;
}

}  // namespace sluice
