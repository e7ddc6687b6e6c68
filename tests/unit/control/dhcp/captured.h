// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/classifier/hex.h"

namespace sluice::test {

// The UDP payloads between ISC's dhcrelay 4.4.3 and Kea 2.2, as tests/lab/dhcp_test.py has them go
// through the box, for ISC's dhclient.

// A REQUEST that the relay agent has put the line into. The server's name and the file are empty.
inline std::vector<uint8_t> captured_request4() {
    std::vector<uint8_t> message =
        hex("010106013a978e3d00000000000000000000000000000000c6124d01128619fc19e2");
    message.resize(236);
    const std::vector<uint8_t> options =
        hex("638253633501033604c61200013204c6124d640c02766d370d011c02030f06770c2c2f1a792a"
            "520801066c696e652d37ff000000000000000000000000000000");
    message.insert(message.end(), options.begin(), options.end());
    return message;
}

// Kea's ACK to it. The server's name and the file are empty.
inline std::vector<uint8_t> captured_ack4() {
    std::vector<uint8_t> message =
        hex("020106013a978e3d0000000000000000c6124d6400000000c6124d01128619fc19e2");
    message.resize(236);
    const std::vector<uint8_t> options =
        hex("638253633501050104ffffff000304c6124d010c02766d3304000002583604c6120001520801"
            "066c696e652d37ff");
    message.insert(message.end(), options.begin(), options.end());
    return message;
}

// A Request for a prefix, in the relay agent's Relay-forward.
inline std::vector<uint8_t> captured_forward6() {
    return hex(
        "0c0020010db8007700000000000000000001fe80000000000000108619fffefc19e200260006"
        "6c696e652d37000900630384c4010001000e00010001329e8c22128619fc19e20002000a0003"
        "000102000000009900060008001700180027001f0008000200000019002919fc19e200000e10"
        "00001518001a001900001c2000001d4c3820010db8770000000000000000000000");
}

// Kea's Reply to it, in a Relay-reply.
inline std::vector<uint8_t> captured_reply6() {
    return hex(
        "0d0020010db8007700000000000000000001fe80000000000000108619fffefc19e200090051"
        "0784c4010001000e00010001329e8c22128619fc19e20002000a000300010200000000990019"
        "002919fc19e200000096000000f0001a00190000012c000002583820010db877000000000000"
        "0000000000");
}

}  // namespace sluice::test
