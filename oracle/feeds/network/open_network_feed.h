// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "oracle/feeds/network_feed.h"

namespace sluice {

// An OpenNetworkFeed of every format there is.
std::unique_ptr<NetworkFeed> open_network_feed(const FeedSource& source,
                                               const Neighbours& neighbours);

}  // namespace sluice
