// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/tls.h"

using namespace sluice;

namespace {

// A longer stream never takes back what a shorter one was: absent stays absent, and what was
// complete is not partial again.
void check_order(StreamShape shorter, StreamShape longer) {
    if (shorter != StreamShape::partial && longer != shorter)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const TlsClientHello hello = parse_tls_client_hello(input);
    const auto* const name = reinterpret_cast<const uint8_t*>(hello.server_name.data());
    if (!hello.server_name.empty() &&
        (name < data || name + hello.server_name.size() > data + size))
        std::abort();
    check_order(parse_tls_client_hello(input.first(size / 2)).shape, hello.shape);
    check_order(parse_tls_server_start(input.first(size / 2)), parse_tls_server_start(input));
    looks_like_tls_records(input);
    return 0;
}
