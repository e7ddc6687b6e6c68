// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/unit/classifier/hex.h"

namespace sluice {

// What OpenSSL 3.0 sends, for tracker.openwebtorrent.com and with h2 and http/1.1.
inline std::vector<uint8_t> tls_client_hello() {
    return hex("1603010200 010001fc 0303"
               "d6241c838b2577efd2878409adf8c705744d8ac268b21664e6dd61f8ff304d1a"
               "20 8a78c201227075c929394edaf5ec4f2654d2d781878572431b6583607a919586"
               "0024 130213031301c02cc030c02bc02fcca9cca8c024c028c023c027009f009e006b006700ff 0100"
               "018f"
               "0000001f001d00001a747261636b65722e6f70656e776562746f7272656e742e636f6d"
               "000b000403000102 000a00160014001d0017001e0019001801000101010201030104 00230000"
               "0010000e000c02683208687474702f312e31 00160000 00170000"
               "000d002a0028040305030603080708080809080a080b08040805080604010501060103030301"
               "0302040205020602 002b00050403040303 002d00020101"
               "003300260024001d0020 "
               "052310e4b035de37266be9b7294c4e5116277b9f932422e2a43583c4d552435a"
               "001500c1") +
           std::vector<uint8_t>(0xc1, 0);
}

// OpenSSL's answer to it, without the records that follow.
inline std::vector<uint8_t> tls_server_hello() {
    return hex(
        "160303007a 02000076 0303"
        "8e526231a718d591c0a32c5f8be0667eca555461ee2424ec64e359d32deb1d41"
        "20 8a78c201227075c929394edaf5ec4f2654d2d781878572431b6583607a919586 1302 00"
        "002e 002b00020304 00330024001d0020"
        "03ff402401aabe9d1a09922c4766736caafb2b7935599f5c27bc51e330b59e30");
}

// The handshake message of one record, in records of so many bytes.
inline std::vector<uint8_t> in_records_of(const std::vector<uint8_t>& one_record, size_t bytes) {
    std::vector<uint8_t> records;
    for (size_t at = 5; at < one_record.size(); at += bytes) {
        const size_t part = std::min(bytes, one_record.size() - at);
        records =
            std::move(records) + hex("160301") +
            std::vector<uint8_t>{static_cast<uint8_t>(part >> 8), static_cast<uint8_t>(part)} +
            Bytes{one_record}.subspan(at, part);
    }
    return records;
}

}  // namespace sluice
