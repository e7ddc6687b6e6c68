// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/plain_services.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    is_other_service_tcp(input);
    is_other_service_udp(input);
    return 0;
}
