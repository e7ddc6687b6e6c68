// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>

#include "classifier/wire/bencode.h"
#include "classifier/wire/krpc.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const auto message = parse_krpc(input);
    if (!message)
        return 0;
    // What is read in one pass is one whole bencoded value, but for two levels more of depth.
    const auto length = scan_bencode(input);
    if (length && *length != size)
        std::abort();
    std::array<PeerAddress, 4> room;
    read_peers(message->peers, room);
    read_peers(message->nodes, room);
    return 0;
}
