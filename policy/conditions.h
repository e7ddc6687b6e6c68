// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// What is so of a subscriber for the time being, by direction (RFC 6057). Control says it, rules
// ask for it with `when`, and the scheduler serves by it.
enum class Condition : uint8_t {
    near_congested = 1,  // one of the segments that its traffic passes
    heavy = 2,           // its use is above the tier's threshold: Extended High Consumption
    best_effort = 4,     // it was both at once, and has not been released since
};

// Those of both directions in one byte: of Direction::up in the low four bits.
class Conditions {
 public:
    Conditions() = default;
    explicit Conditions(uint8_t bits) : bits_(bits) {}

    uint8_t bits() const { return bits_; }
    // Those of one direction, as a mask of Condition.
    uint8_t of(Direction direction) const { return bits_ >> shift(direction) & 0x0f; }
    bool has(Condition condition, Direction direction) const {
        return (of(direction) & static_cast<uint8_t>(condition)) != 0;
    }
    void set(Condition condition, Direction direction, bool on) {
        const auto bit = static_cast<uint8_t>(static_cast<uint8_t>(condition) << shift(direction));
        bits_ = static_cast<uint8_t>(on ? bits_ | bit : bits_ & ~bit);
    }

    friend bool operator==(Conditions, Conditions) = default;

 private:
    static int shift(Direction direction) { return direction == Direction::up ? 0 : 4; }

    uint8_t bits_ = 0;
};

}  // namespace sluice
