// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/wireguard.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    if (const auto message = parse_wireguard(input))
        answers(*message, *message);
    return 0;
}
