// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// How far the first bytes of a stream agree with what a parser looks for.
enum class StreamShape : uint8_t {
    absent,    // a byte or length that cannot stand there
    partial,   // all bytes so far fit, the stream has to go on
    complete,  // all of it was read
};

}  // namespace sluice
