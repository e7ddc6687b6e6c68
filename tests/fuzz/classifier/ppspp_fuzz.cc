// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/ppspp.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    // The first half may be a handshake, by whose options the second half is read.
    const auto handshake = parse_ppspp_handshake(input.first(size / 2));
    const PpsppOptions options = handshake ? handshake->options : PpsppOptions{};
    const auto datagram = parse_ppspp_datagram(input.subspan(size / 2), options);
    if (datagram) {
        PpsppMessages messages{datagram->messages, options};
        while (messages.next()) {
        }
        if (!messages.whole())
            std::abort();  // a datagram of which a part does not fit
    }
    parse_ppspp_handshake(input);
    return 0;
}
