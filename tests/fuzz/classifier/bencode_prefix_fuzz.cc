// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/bencode.h"
#include "classifier/wire/bencode_prefix.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    BencodePrefix in{input};
    in.skip();
    // It must agree with the scanner of whole values on what is one, and where it ends.
    const auto length = scan_bencode(input);
    if (in.ok() != length.has_value() || (length && *length != in.position()))
        std::abort();
    return 0;
}
