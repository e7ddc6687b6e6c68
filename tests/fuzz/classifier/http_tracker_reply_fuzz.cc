// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>

#include "classifier/wire/http_tracker_reply.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    const HttpTrackerReply reply = parse_http_tracker_reply(input);
    std::array<PeerAddress, 16> peers;
    read_peers(reply.peers, peers);
    // A reply's beginning is no less one.
    if (reply.outcome != HttpTrackerReply::Outcome::absent &&
        parse_http_tracker_reply(input.first(size / 2)).outcome ==
            HttpTrackerReply::Outcome::absent)
        std::abort();
    return 0;
}
