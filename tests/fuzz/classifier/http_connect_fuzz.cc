// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/proxy.h"

using namespace sluice;

// The first two bytes say how many of the rest are the client's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2)
        return 0;
    const Bytes input{data + 2, size - 2};
    const size_t said = Reader{{data, 2}}.be16();
    const size_t sent = said < input.size() ? said : input.size();
    const Bytes client = input.first(sent);
    const Bytes server = input.subspan(sent);
    const ProxyNegotiation found = parse_http_connect(client, server);
    if (found.client_bytes > client.size() || found.server_bytes > server.size())
        std::abort();
    if (found.outcome == ProxyNegotiation::Outcome::established &&
        parse_http_connect(client.first(found.client_bytes), server.first(found.server_bytes))
                .outcome != ProxyNegotiation::Outcome::established)
        std::abort();
    return 0;
}
