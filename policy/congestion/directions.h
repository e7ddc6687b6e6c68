// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "classifier/attributes.h"

namespace sluice {

inline constexpr Direction kDirections[] = {Direction::up, Direction::down};

// Its place in an array of both.
constexpr size_t at(Direction direction) {
    return static_cast<size_t>(direction);
}

}  // namespace sluice
