// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "oracle/feeds/alto/alto_maps.h"
#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/topology_definition.h"

namespace sluice {

// The PID of a network map that an address is in, by its longest prefix. Empty: none.
std::string_view pid_at(const AltoNetworkMap& map, const IpAddress& address);

// A feed's table of the maps: of each prefix what it costs from us. Those for_prefixes that lie
// within a longer one of theirs are there themselves, for that one alone is not within what the
// other is believed about. Where it is believed about prefixes alone, others are passed over.
FeedTable alto_table(const AltoFeedSource& source, const AltoNetworkMap& map,
                     const AltoCosts& costs);

}  // namespace sluice
