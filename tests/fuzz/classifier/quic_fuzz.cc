// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/quic.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const auto client = parse_quic_client_initial(input.first(size - size / 4));
    const auto reply = parse_quic_long_header(input.last(size / 4));
    if (client && reply)
        answers(*reply, *client);
    parse_quic_long_header(input);
    return 0;
}
