// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// Who may wait on a worker's wheel, in one number.
struct Parked {
    enum class Kind : uint8_t { leaf, guarantee, gate, minimum };

    Kind kind = Kind::leaf;
    Direction direction = Direction::up;  // of a gate, or its minimum
    uint32_t number = 0;

    uint32_t encoded() const {
        return static_cast<uint32_t>(kind) << 30 | static_cast<uint32_t>(direction) << 29 | number;
    }
    static Parked decode(uint32_t encoded) {
        return {static_cast<Kind>(encoded >> 30), static_cast<Direction>(encoded >> 29 & 1),
                encoded & 0x1fff'ffff};
    }
};

}  // namespace sluice
