// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "classifier/endpoint.h"

namespace sluice {

// Where a tracker is, if its URL has an address and not a name: http, https (BEP 3, by TCP) or udp
// (BEP 15). A port that is left out is the scheme's; udp has none.
std::optional<Endpoint> parse_tracker_url(std::string_view url);

}  // namespace sluice
