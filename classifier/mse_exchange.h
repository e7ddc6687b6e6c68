// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/wire/mse.h"

namespace sluice {

// Whether a TCP connection begins as Message Stream Encryption does (wire/mse.h): four flights of
// fitting lengths, in turn, each as uniform as ciphertext. That is evidence and no more: other
// obfuscated protocols pass too, so a verdict needs a learnt endpoint.
class MseExchange {
 public:
    enum class Stage : uint8_t {
        open,      // fits so far
        complete,  // all four flights were seen
        broken,    // it is something else
    };

    // Whether a connection may begin with this payload; else nothing need be kept of it.
    static bool may_begin(Bytes payload);

    // A segment's bytes, of which repeated ones do not count. carried: as many as the wire had.
    Stage observe(Direction direction, uint32_t sequence, Bytes bytes, uint32_t carried);

    Stage stage() const { return stage_; }

    // The three flights before the last were seen and fit: of a connection that ended there, as
    // those do that two peers open towards each other at a time, it is all there is to see.
    bool lacks_answer() const { return stage_ == Stage::open && flight_ == 2 && ends_well(); }

 private:
    static constexpr size_t kFlights = 4;

    bool ends_well() const;

    std::array<uint32_t, kDirectionCount> next_{};  // sequence number after the last byte
    uint32_t length_ = 0;                           // of the flight that is under way
    UniformityTest uniformity_;                     // of that flight
    Stage stage_ = Stage::open;
    uint8_t flight_ = 0;
    Direction initiator_ = Direction::up;
    uint8_t heard_ = 0;  // a bit per direction
};

}  // namespace sluice
