// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "tests/unit/classifier/hex.h"

namespace sluice {

// One exchange of BEP 15: the ids of a request and its reply agree.
inline std::vector<uint8_t> tracker_connect() {
    return hex("0000041727101980 00000000 11223344");
}
inline std::vector<uint8_t> tracker_connect_reply() {
    return hex("00000000 11223344 c0ffee0011223344");
}
inline std::vector<uint8_t> tracker_announce() {
    return hex("c0ffee0011223344 00000001 55667788") + std::vector<uint8_t>(40, 0x5a) +
           hex("0000000000000000 0000000000001000 0000000000000000"
               "00000002 00000000 abad1dea ffffffff 1ae1");
}
inline std::vector<uint8_t> tracker_announce_reply() {
    return hex("00000001 55667788 00000708 00000001 00000002 c6120001 1ae1");
}
inline std::vector<uint8_t> tracker_scrape(size_t hash_bytes) {
    return hex("c0ffee0011223344 00000002 55667788") + std::vector<uint8_t>(hash_bytes, 0x5a);
}

}  // namespace sluice
