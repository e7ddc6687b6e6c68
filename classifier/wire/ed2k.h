// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"

namespace sluice {

enum class Ed2kStream : uint8_t {
    absent,    // a byte that no message has there
    partial,   // all bytes so far fit, the stream has to go on
    complete,  // one message that proves itself, or two others in a row
};

// The first bytes of a stream between eD2k or eMule clients, or of one and its server, cut
// anywhere.
Ed2kStream parse_ed2k_stream(Bytes stream);

// Protocol byte, length of what follows, and opcode.
inline constexpr size_t kEd2kHeaderBytes = 6;

struct Ed2kHeader {
    std::optional<MessageKind> kind;  // none: the survey has no word for it
    uint32_t body_bytes = 0;          // that follow the opcode
};

// The header's six bytes. Nothing if no such message can be: the reader is not where it thinks it
// is, or the opcode is not known here.
std::optional<Ed2kHeader> parse_ed2k_header(Bytes header);

// What a message says, by its protocol byte and opcode.
std::optional<MessageKind> ed2k_message_kind(uint8_t protocol, uint8_t opcode);

}  // namespace sluice
