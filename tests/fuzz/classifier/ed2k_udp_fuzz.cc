// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/ed2k_udp.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const auto message = parse_ed2k_udp(input);
    if (message && answers(*message, *message))
        std::abort();  // nothing is its own reply
    return 0;
}
