// SPDX-License-Identifier: Apache-2.0
#include "classifier/fan_out.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sluice {
namespace {

constexpr uint32_t kMinute_s = 60;

// The finalizer of splitmix64: every bit of the input moves every bit of the result.
uint64_t mixed(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

}  // namespace

FanOut::FanOut(uint32_t subscribers, uint64_t seed)
    : places_(std::bit_ceil(std::max(subscribers, 1u))), seed_(seed) {}

uint64_t FanOut::hash(const uint8_t* address) const {
    uint64_t halves[2];
    std::memcpy(halves, address, sizeof halves);
    return mixed(mixed(halves[0] ^ seed_) + halves[1]);
}

bool FanOut::add(const uint8_t* subscriber, const uint8_t* remote, uint32_t now_s) {
    const uint64_t key = hash(subscriber);
    Place& place = places_[key & (places_.size() - 1)];
    const bool over = now_s - place.since_s >= kMinute_s;
    if (over || place.remotes == 0) {
        place = {.subscriber = key, .remotes = 0, .since_s = now_s};
    } else if (place.subscriber != key) {
        return false;
    }
    place.remotes |= uint64_t{1} << (hash(remote) >> 58);
    return std::popcount(place.remotes) >= kMany;
}

}  // namespace sluice
