// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "classifier/wire/emule_fields.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {

inline std::vector<uint8_t> little_endian(uint64_t value, size_t count) {
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
    return bytes;
}

// A file, user or node id.
inline std::vector<uint8_t> emule_hash(uint8_t fill = 0x5a) {
    return std::vector<uint8_t>(kEmuleHashBytes, fill);
}

inline std::vector<uint8_t> emule_text(std::string_view text) {
    return little_endian(text.size(), 2) + text_bytes(text);
}

// A tag with a name of one byte, in the form that eD2k and Kad share.
inline std::vector<uint8_t> text_tag(uint8_t name, std::string_view text) {
    return hex("02 0100") + Bytes{&name, 1} + emule_text(text);
}
inline std::vector<uint8_t> integer_tag(uint8_t name, uint32_t value) {
    return hex("03 0100") + Bytes{&name, 1} + little_endian(value, 4);
}

inline std::vector<uint8_t> ed2k_message(uint8_t protocol, uint8_t opcode, Bytes body) {
    return std::vector<uint8_t>{protocol} + little_endian(body.size() + 1, 4) +
           std::vector<uint8_t>{opcode} + body;
}

inline std::vector<uint8_t> emule_datagram(uint8_t protocol, uint8_t opcode, Bytes body = {}) {
    return std::vector<uint8_t>{protocol, opcode} + body;
}

// What a Hello, its answer and a login have in common.
inline std::vector<uint8_t> ed2k_identity() {
    return emule_hash() + hex("c6120001 3612") + little_endian(2, 4) + text_tag(0x01, "nobody") +
           integer_tag(0x11, 60);
}

// As a file is offered or found: id, client, port, tags.
inline std::vector<uint8_t> ed2k_file() {
    return emule_hash(0x11) + hex("c6120001 3612") + little_endian(2, 4) +
           text_tag(0x01, "file.iso") + integer_tag(0x02, 700'000'000);
}

}  // namespace sluice
