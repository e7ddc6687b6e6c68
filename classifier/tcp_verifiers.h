// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "classifier/bytes.h"
#include "classifier/finding.h"

namespace sluice {

// The last word on a candidate at the beginning of a TCP stream, by the parser that the signature
// names. carried counts the bytes that the packets carried, of which a capture may have kept fewer.
Finding verify_stream(Verifier verifier, Bytes stream, size_t carried);

}  // namespace sluice
