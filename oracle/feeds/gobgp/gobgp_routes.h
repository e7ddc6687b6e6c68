// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gobgp/routes.pb.h"
#include "oracle/feeds/bgp_path.h"
#include "oracle/feeds/feed_table.h"

namespace sluice {

// Makes a table of the destinations that GoBGP tells. Of a destination's routes the one that GoBGP
// calls best; where it calls none so, the best as BgpPath has it; of equal ones the first. Those
// that the router does not use are passed over. Not trusted: what is wrong is counted.
class GobgpRoutes {
 public:
    // Attributes of a route; BGP itself has no more than 4,096 bytes, or 65,535 (RFC 8654).
    static constexpr size_t kMostAttributeBytes = 65'535;

    // own_as: ours, ascending, which do not count as hops.
    explicit GobgpRoutes(std::vector<uint32_t> own_as) : own_as_(std::move(own_as)) {}

    void add(const apipb::Destination& destination, bool is_ipv4);

    bool is_broken() const { return builder_.is_broken(); }
    void break_off(std::string why) { builder_.break_off(std::move(why)); }
    FeedTable finish() { return builder_.finish(); }

 private:
    std::optional<BgpPath> read_path(const apipb::Path& path);

    std::vector<uint32_t> own_as_;
    std::vector<uint8_t> attributes_;
    FeedTableBuilder builder_;
};

}  // namespace sluice
