// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "classifier/bytes.h"
#include "http/url.h"
#include "oracle/tracker/swarm.h"

namespace sluice {

inline constexpr size_t kMostUpstreamPeers = 100;  // of one answer

// Where another tracker is asked for a swarm's peers (BEP 3). Whoever asks is no peer: it says so
// by a port where nobody is (RFC 863), and takes leave with `leaves`.
HttpUrl upstream_request(const HttpUrl& announce, const InfoHash& hash, bool leaves);

struct UpstreamAnswer {
    std::vector<PeerEndpoint> peers;     // at most kMostUpstreamPeers, as it named them
    std::optional<uint32_t> interval_s;  // before which it is not to be asked again
    bool is_refusal = false;             // it said why not; that is not told on
};
// Nothing of what is no tracker's answer.
std::optional<UpstreamAnswer> parse_upstream_answer(Bytes body);

}  // namespace sluice
