// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_names.h"

#include <algorithm>
#include <bit>

namespace sluice {

LearntNames::LearntNames(uint32_t capacity, uint64_t seed)
    : sets_(std::bit_ceil(std::max<size_t>(capacity / kWays, 1))), seed_(seed) {}

// FNV-1a over the seed and the name in lower case; its high bits, better mixed, choose the set.
uint64_t LearntNames::hash(std::string_view name) const {
    constexpr uint64_t kPrime = 0x100000001b3;
    uint64_t value = (0xcbf29ce484222325 ^ seed_) * kPrime;
    for (const char c : name) {
        const auto lower = static_cast<uint8_t>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        value = (value ^ lower) * kPrime;
    }
    return value != 0 ? value : 1;
}

void LearntNames::learn(std::string_view name, uint32_t now_s) {
    if (name.empty())
        return;
    const uint64_t wanted = hash(name);
    Set& set = sets_[(wanted >> 32) & (sets_.size() - 1)];
    auto* entry = std::find_if(set.begin(), set.end(),
                               [&](const Entry& known) { return known.name == wanted; });
    if (entry == set.end())
        entry = std::max_element(set.begin(), set.end(), [&](const Entry& a, const Entry& b) {
            // An empty one is older than all.
            const auto age = [&](const Entry& e) {
                return e.name == 0 ? UINT32_MAX : now_s - e.learnt_s;
            };
            return age(a) < age(b);
        });
    *entry = {wanted, now_s};
}

bool LearntNames::knows(std::string_view name, uint32_t now_s) const {
    if (name.empty())
        return false;
    const uint64_t wanted = hash(name);
    const Set& set = sets_[(wanted >> 32) & (sets_.size() - 1)];
    return std::any_of(set.begin(), set.end(), [&](const Entry& known) {
        return known.name == wanted && now_s - known.learnt_s < kLifetime_s;
    });
}

}  // namespace sluice
