// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/classifier/wire/emule_messages.h"

namespace sluice {

struct Ed2kExample {
    uint8_t protocol;
    uint8_t opcode;
    std::vector<uint8_t> body;
};

// One of each message whose body has a structure.
inline std::vector<Ed2kExample> ed2k_examples() {
    const auto hash = emule_hash();
    const auto one = little_endian(1, 4);
    const auto identifier = hex("07") + hash + hex("0000010000000000") +
                            hex("00112233445566778899") + hex("00112233445566778899");
    const auto status = hex("0900 ff01");
    const auto range = little_endian(0, 4) + little_endian(184'320, 4) + little_endian(0, 4) +
                       little_endian(184'320, 4) + little_endian(368'640, 4) + little_endian(0, 4);
    const auto range64 = little_endian(5'000'000'000, 8) + std::vector<uint8_t>(16) +
                         little_endian(5'000'010'240, 8) + std::vector<uint8_t>(16);
    return {
        // Client to server, server to client.
        {0xe3, 0x01, ed2k_identity()},
        {0xe3, 0x05, {}},
        {0xe3, 0x14, {}},
        {0xe3, 0x15, one + ed2k_file()},
        {0xe3, 0x16, hex("0000") + hex("01") + emule_text("free") + hex("01") + emule_text("book")},
        {0xe3, 0x19, hash},
        {0xe3, 0x19, hash + little_endian(700'000'000, 4)},
        {0xe3, 0x19, hash + little_endian(0, 4) + little_endian(5'000'000'000, 8)},
        {0xe3, 0x1c, hex("01020304")},
        {0xe3, 0x32, hex("02 c6120001 3612 c6120002 3612")},
        {0xe3, 0x33, one + ed2k_file()},
        {0xe3, 0x34, hex("00010000 00020000")},
        {0xe3, 0x35, hex("c6120001 3612")},
        {0xe3, 0x38, emule_text("welcome")},
        {0xe3, 0x40, hex("c6120001 39000000")},
        {0xe3, 0x41, emule_hash() + hex("c6120001 3612") + one + text_tag(0x01, "a server")},
        {0xe3, 0x42, hash + hex("01 c6120001 3612")},
        {0xe3, 0x44, hash + hex("02 c6120001 3612 03 c6120002 3612 83") + hash},
        // Between clients.
        {0xe3, 0x01, hex("10") + ed2k_identity() + hex("c6120002 3612")},
        {0xe3, 0x46, hash + little_endian(10, 4) + little_endian(14, 4) + hex("01020304")},
        {0xe3, 0x47, hash + range},
        {0xe3, 0x48, hash},
        {0xe3, 0x4c, ed2k_identity() + hex("c6120002 3612")},
        {0xe3, 0x4f, hash},
        {0xe3, 0x50, hash + status},
        {0xe3, 0x52, hash + hex("0200") + hash + hash},
        {0xe3, 0x54, hash},
        {0xe3, 0x55, {}},
        {0xe3, 0x57, {}},
        {0xe3, 0x58, hash + status + hex("0500")},
        {0xe3, 0x59, hash + emule_text("file.iso")},
        {0xe3, 0x5c, one},
        {0xe3, 0x5f, one + emule_text("folder")},
        {0xe3, 0x60, emule_text("folder") + one + ed2k_file()},
        // eMule's extensions.
        {0xc5, 0x01, hex("44 01") + one + integer_tag(0x20, 1)},
        {0xc5, 0x40, hash + little_endian(10, 4) + little_endian(4, 4) + hex("78da0102")},
        {0xc5, 0x60, hex("0500 00000000000000000000")},
        {0xc5, 0x61, hex("05") + little_endian(4, 4) + text_bytes("good")},
        {0xc5, 0x82, hash + hex("0100") + hex("c6120001 3612 c6120002 3612")},
        {0xc5, 0x83, hex("04 0000") + hash},
        {0xc5, 0x84, hex("04") + hash + hex("0100 c6120001 3612 c6120002 3612") + hash + hex("03")},
        {0xc5, 0x85, hex("04 01020304")},
        {0xc5, 0x86, hex("04 01020304")},
        {0xc5, 0x87, hex("02 01020304")},
        {0xc5, 0x92, hash + hex("58") + status + hex("0000 4f 9e 83 04 0000")},
        {0xc5, 0x93, hash + hex("59") + emule_text("file.iso") + hex("50") + status},
        {0xc5, 0x99, hash + hash + hex("c6120001 3612")},
        {0xc5, 0x9a, hex("c6120001 3612") + hash + status + hex("0000")},
        {0xc5, 0xa2,
         hash + little_endian(5'000'000'000, 8) + little_endian(5'000'000'004, 8) +
             hex("01020304")},
        {0xc5, 0xa3, hash + range64},
        {0xc5, 0xa4, hash + little_endian(5'000'000'000, 8) + hex("4f")},
        {0xc5, 0xa9, identifier + hex("4f")},
        {0xc5, 0xb0, identifier + hex("50") + status},
        {0xc5, 0xb1, identifier + hex("03")},
    };
}

}  // namespace sluice
