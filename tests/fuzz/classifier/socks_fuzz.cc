// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/proxy.h"

using namespace sluice;

// The first byte says how many of the rest are the client's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0)
        return 0;
    const Bytes input{data + 1, size - 1};
    parse_socks_udp(input);
    const size_t sent = data[0] < input.size() ? data[0] : input.size();
    const Bytes client = input.first(sent);
    const Bytes server = input.subspan(sent);
    const ProxyNegotiation found = parse_socks(client, server);
    if (found.client_bytes > client.size() || found.server_bytes > server.size())
        std::abort();
    // Nothing behind the negotiation has a part in it.
    if (found.outcome == ProxyNegotiation::Outcome::established &&
        parse_socks(client.first(found.client_bytes), server.first(found.server_bytes)).outcome !=
            ProxyNegotiation::Outcome::established)
        std::abort();
    return 0;
}
