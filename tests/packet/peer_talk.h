// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/packet/traffic.h"
#include "tests/packet/virtual_box.h"

namespace sluice::test {

using std::string_literals::operator""s;

// BEP 3, of a torrent of sixteen pieces.
inline const std::string kFullBitfield = "\0\0\0\x03\x05\xff\xff"s;
inline const std::string kEmptyBitfield = "\0\0\0\x03\x05\0\0"s;
inline const std::string kUnchoke = "\0\0\0\x01\x01"s;
inline const std::string kInterested = "\0\0\0\x01\x02"s;
inline const std::string kHave = "\0\0\0\x05\x04\0\0\0\x07"s;
inline const std::string kRequest = "\0\0\0\x0d\x06\0\0\0\x07\0\0\0\0\0\0\x40\0"s;
inline const std::string kPieceHeader = "\0\0\x40\x09\x07\0\0\0\x07\0\0\0\0"s;

// The subscriber takes that many blocks of 16 KiB from the remote, which has all.
inline void download(VirtualBox& wire, Conversation& talk, int blocks) {
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up(handshake() + kEmptyBitfield));
    wire.down(talk.down(handshake() + kFullBitfield));
    wire.up(talk.up(kInterested));
    wire.down(talk.down(kUnchoke));
    for (int block = 0; block < blocks; ++block) {
        wire.up(talk.up(kRequest));
        const std::string piece = kPieceHeader + std::string(0x4000, '\x80');
        for (size_t at = 0; at < piece.size(); at += 1'448)
            wire.down(talk.down(piece.substr(at, 1'448)));
    }
    wire.up(talk.up(kHave));
}

}  // namespace sluice::test
