// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/dns.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_dns(input);
    parse_dns_stream(input);
    return 0;
}
