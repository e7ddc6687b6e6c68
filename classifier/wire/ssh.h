// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"
#include "classifier/wire/stream_shape.h"

namespace sluice {

// The identification that opens each direction (RFC 4253, 4.2 and 5.1): protocol 2.0, or 1.99 of a
// server that also speaks the older one, then a printable line of 255 bytes at most.
StreamShape parse_ssh_identification(Bytes stream);

}  // namespace sluice
