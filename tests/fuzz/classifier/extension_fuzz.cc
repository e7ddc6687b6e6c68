// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>

#include "classifier/wire/extension.h"
#include "classifier/wire/peer_address.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_extension_handshake(input);
    parse_metadata_message(input, size);
    parse_upload_only(input);
    parse_dont_have(input);
    parse_holepunch(input);

    std::array<PeerAddress, 64> peers;
    if (const auto exchange = parse_peer_exchange(input))
        for (size_t i = read_peers(exchange->added, peers); i > 0; --i)
            if (!could_be_a_peer(peers[i - 1]))
                std::abort();
    std::array<Endpoint, 8> trackers;
    if (const auto urls = parse_tracker_exchange(input))
        for (size_t i = read_trackers(*urls, trackers); i > 0; --i)
            if (!could_be_a_peer(trackers[i - 1].at))
                std::abort();
    return 0;
}
