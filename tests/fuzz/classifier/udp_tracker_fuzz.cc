// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "classifier/wire/udp_tracker.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    parse_udp_tracker_request(input);
    if (const auto reply = parse_udp_tracker_reply(input)) {
        std::array<PeerAddress, 4> room;
        read_peers(peers_of(*reply, IpVersion::ipv4), room);
        read_peers(peers_of(*reply, IpVersion::ipv6), room);
    }
    return 0;
}
