// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// Who may wait on a worker's wheel, in one number.
struct Parked {
    enum class Kind : uint8_t { leaf, guarantee, gate, minimum, group };

    Kind kind = Kind::leaf;
    Direction direction = Direction::up;  // of a gate, or its minimum
    uint32_t number = 0;

    uint32_t encoded() const {
        return static_cast<uint32_t>(kind) << 29 | static_cast<uint32_t>(direction) << 28 | number;
    }
    static Parked decode(uint32_t encoded) {
        return {static_cast<Kind>(encoded >> 29), static_cast<Direction>(encoded >> 28 & 1),
                encoded & 0x0fff'ffff};
    }
};

}  // namespace sluice
