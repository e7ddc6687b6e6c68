// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/kad.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static Inflator inflator;
    const Bytes input{data, size};
    const auto message = parse_kad(input, inflator);
    if (message && answers(*message, *message))
        std::abort();  // nothing is its own reply
    return 0;
}
