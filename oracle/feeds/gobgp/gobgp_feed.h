// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "oracle/feeds/network_feed.h"

namespace sluice {

// The routes of a GoBGP daemon, IPv4 and IPv6 unicast, by its gRPC API. A reading takes a minute
// at most, and no more of it than a FeedTableBuilder holds.
class GobgpFeed : public NetworkFeed {
 public:
    static constexpr uint64_t kDeadlineNs = 60'000'000'000;

    // address: as FeedSource has it. deadline_ns: of a reading.
    GobgpFeed(const std::string& address, std::vector<uint32_t> own_as,
              uint64_t deadline_ns = kDeadlineNs);
    ~GobgpFeed() override;

    FeedTable read(const std::stop_token& stop) override;

 private:
    struct Api;
    std::unique_ptr<Api> api_;
    const std::vector<uint32_t> own_as_;
    const uint64_t deadline_ns_;
};

}  // namespace sluice
