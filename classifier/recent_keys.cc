// SPDX-License-Identifier: Apache-2.0
#include "classifier/recent_keys.h"

#include <algorithm>
#include <bit>

namespace sluice {

RecentKeys::RecentKeys(uint32_t capacity, uint32_t lifetime_s)
    : sets_(std::bit_ceil(std::max<size_t>(capacity / kWays, 1))), lifetime_s_(lifetime_s) {}

void RecentKeys::note(uint64_t key, uint32_t now_s) {
    Set& set = sets_[set_of(key)];
    auto* entry = std::find_if(set.begin(), set.end(),
                               [&](const Entry& known) { return known.used && known.key == key; });
    if (entry == set.end())
        entry = std::max_element(set.begin(), set.end(), [&](const Entry& a, const Entry& b) {
            // An empty one is older than all.
            const auto age = [&](const Entry& e) {
                return e.used ? now_s - e.noted_s : UINT32_MAX;
            };
            return age(a) < age(b);
        });
    *entry = {key, now_s, true};
}

bool RecentKeys::knows(uint64_t key, uint32_t now_s) const {
    const Set& set = sets_[set_of(key)];
    return std::any_of(set.begin(), set.end(), [&](const Entry& known) {
        return known.used && known.key == key && now_s - known.noted_s < lifetime_s_;
    });
}

}  // namespace sluice
