// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/ed2k.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_ed2k_header(input);
    // More bytes may settle a stream, but never change what was settled.
    const Ed2kStream before = parse_ed2k_stream(input.first(size / 2));
    const Ed2kStream after = parse_ed2k_stream(input);
    if (before != Ed2kStream::partial && before != after)
        std::abort();
    return 0;
}
