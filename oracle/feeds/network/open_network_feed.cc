// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/network/open_network_feed.h"

#include "oracle/feeds/alto/alto_feed.h"
#include "oracle/feeds/gobgp/gobgp_feed.h"

namespace sluice {

std::unique_ptr<NetworkFeed> open_network_feed(const FeedSource& source,
                                               const Neighbours& neighbours) {
    if (source.format == FeedFormat::gobgp)
        return std::make_unique<GobgpFeed>(source.address, neighbours.own);
    return std::make_unique<AltoFeed>(source.alto);
}

}  // namespace sluice
