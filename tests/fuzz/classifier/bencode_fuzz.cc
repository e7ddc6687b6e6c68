// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/bencode.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const auto length = scan_bencode(input);
    if (length && *length > size)
        std::abort();
    // Values are read from scanned bytes only, but must survive any.
    const BencodeValue value{input};
    value["a"]["id"].string();
    value["e"].for_each([](BencodeValue item) { return item.integer().has_value(); });
    return 0;
}
