// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/bencode.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const auto length = scan_bencode(input);
    for (const auto container :
         {BencodeItems::Container::dictionary, BencodeItems::Container::list}) {
        BencodeItems items{input, container};
        while (items.next())
            bencode_string(items.value());
        // Stepping through must agree with scanning, but for one level more of depth.
        const bool same_type = size > 0 && data[0] == static_cast<uint8_t>(container);
        if (same_type && length && items.length() != length)
            std::abort();
    }
    return 0;
}
