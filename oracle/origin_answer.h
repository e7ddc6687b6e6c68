// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "http/exchange.h"
#include "oracle/rank/topology.h"

namespace sluice {

inline constexpr std::string_view kOriginPath = "/asn";

// Which AS addresses are of, as feeds say: GET /asn?ip=192.0.2.1, without ip= of the client; or
// POST, one address a line, with a port or without, at most so many. Told in lines of an address,
// its AS and the feed that says so, between tabs; "-" for both where nobody says.
HttpReply answer_origin(const HttpRequest& request, const Topology& topology, size_t most);

}  // namespace sluice
