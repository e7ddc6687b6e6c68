// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {

// What a message's fields say of whether it is one. The header alone fixes 40 bits where the
// length is fixed, 23 for a piece of any length, 20 for an extended message.
enum class FieldEvidence : uint8_t {
    impossible,  // the standard does not allow them
    free,        // there are none, or not enough of them was seen, or nobody sends such
    plausible,   // as peers send them: at least 48 bits with the header
    telling,     // a request or block of a usual size: at least 66
};

// payload is what was seen of the message behind its header, maybe cut short anywhere.
FieldEvidence judge_fields(const MessageHeader& header, Bytes payload);

}  // namespace sluice
