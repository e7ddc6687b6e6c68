// SPDX-License-Identifier: Apache-2.0
// What another tracker answers, and peers of it that come into a swarm.
#include <cstdlib>

#include "oracle/tracker/tracker.h"
#include "oracle/tracker/upstream/upstream_messages.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    const auto answer = parse_upstream_answer({data, size});
    if (!answer)
        return 0;
    if (answer->peers.size() > kMostUpstreamPeers || (answer->is_refusal && !answer->peers.empty()))
        std::abort();
    Tracker tracker(TrackerSettings{.limits = {.swarms = 8, .peers = 32}}, {1, 2}, 3);
    tracker.announce({InfoHash{}, 6'881, {}, false}, IpAddress::from_ipv4(0xc6120001), 1'000, {});
    for (const PeerEndpoint& peer : answer->peers)
        if (tracker.merge({}, peer, 1'000) && (peer.port == 0 || !peer.address.is_unicast()))
            std::abort();
    return 0;
}
