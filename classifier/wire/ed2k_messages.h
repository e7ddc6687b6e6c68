// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/wire/emule_fields.h"

namespace sluice {

// What a message must look like.
struct Ed2kShape {
    void (*verify)(EmuleFields& body) = nullptr;  // none: there is no such message
    uint32_t shortest = 0;                        // of the body, which follows the opcode
    uint32_t longest = 0;
    std::optional<MessageKind> kind;  // none: the survey has no word for it
    bool proves = false;              // what it is, by itself
};

// eMule refuses longer ones.
inline constexpr uint32_t kLongestEd2kMessage = 2'000'000;

// Of a TCP message by its protocol byte and opcode.
const Ed2kShape& ed2k_shape(uint8_t protocol, uint8_t opcode);

}  // namespace sluice
