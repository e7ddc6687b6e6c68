// SPDX-License-Identifier: Apache-2.0
#include "dataplane/connection_caps.h"

namespace sluice {

ConnectionCaps::Found ConnectionCaps::hold(uint32_t& place, uint64_t key, uint32_t cap) {
    if (place != kNone && pool_[place].key == key) {
        if (pool_[place].connections <= cap)
            return Found::within;
        leave(place);
        return Found::beyond;
    }
    leave(place);
    if (cap == 0)
        return Found::beyond;
    uint32_t counted = index_.find(pool_.data(), key);
    if (counted == kNone) {
        counted = pool_.take();
        if (counted == kNone)
            return Found::no_room;
        pool_[counted].key = key;
        index_.insert(key, counted);
    } else if (pool_[counted].connections >= cap) {
        return Found::beyond;
    }
    ++pool_[counted].connections;
    place = counted;
    return Found::within;
}

void ConnectionCaps::leave(uint32_t& place) {
    if (place == kNone)
        return;
    if (--pool_[place].connections == 0) {
        index_.erase(pool_[place].key, place);
        pool_.give_back(place);
    }
    place = kNone;
}

}  // namespace sluice
