// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/web_seed.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_web_seed_request(parse_http_head(input));
    return 0;
}
