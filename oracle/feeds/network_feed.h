// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/neighbours.h"
#include "oracle/feeds/topology_definition.h"

namespace sluice {

// A feed that comes over the network. One thread at a time.
class NetworkFeed {
 public:
    virtual ~NetworkFeed() = default;

    // What it says now, as a whole. It is not trusted: of what fails, lies or is too much a broken
    // table is made. Waits, but not without end, and hardly when it is to stop.
    virtual FeedTable read(const std::stop_token& stop) = 0;
};

// Makes one of a source whose format is_of_network().
using OpenNetworkFeed =
    std::function<std::unique_ptr<NetworkFeed>(const FeedSource&, const Neighbours&)>;

}  // namespace sluice
