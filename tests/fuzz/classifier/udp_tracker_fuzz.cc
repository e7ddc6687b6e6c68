// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/udp_tracker.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_udp_tracker_request(input);
    parse_udp_tracker_reply(input);
    return 0;
}
