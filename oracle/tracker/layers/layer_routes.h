// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/rank/random.h"
#include "oracle/tracker/http_query.h"
#include "oracle/tracker/layers/announce_urls.h"
#include "oracle/tracker/layers/layer_map.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/tracker.h"

namespace sluice {

// Which announces and scrapes are another tracker's to answer (docs/tracker-layers.md): down, where
// one further down has registered the client's address; up, where this one knows too little. Down
// comes before up and never after it, and after LayerMark::kMostHops neither does, so whatever
// registers with whom, every client gets an answer.
//
// An empty string: the request is answered here. One thread at a time, but for what is said so.
class LayerRoutes {
 public:
    struct Above {
        AnnounceUrls announce;
        uint32_t enough = 20;  // a client that is told of fewer peers is sent up
    };
    // One of so many announces goes up though enough is known here: so the one above knows somebody
    // of every place, and what is new to a place comes there.
    static constexpr uint32_t kElsewhere = 10;

    LayerRoutes(std::optional<Above> above, uint64_t seed)
        : above_(std::move(above)), random_(seed) {}

    // query: as it was sent.
    std::string down(const LayerMap& map, const HttpTrackerQuery& request, std::string_view query,
                     const IpAddress& client);
    // answer: what the request came to here.
    std::string up(const HttpTrackerQuery& request, const AnnounceAnswer& answer,
                   std::string_view query, const IpAddress& client);

    // Whether the one above is there, as far as is known: nobody is sent to one that is not. Any
    // thread.
    void know_above(bool is_there) { is_above_there_.store(is_there); }

    // Any thread.
    struct Counts {
        RequestCounter down;
        RequestCounter up;
        RequestCounter spent;  // had been sent around so often that they were answered here
    };
    const Counts& counts() const { return counts_; }

 private:
    bool is_too_little(const AnnounceRequest& request, const AnnounceAnswer& answer);

    const std::optional<Above> above_;
    std::atomic<bool> is_above_there_{false};
    SplitMix64 random_;
    Counts counts_;
};

}  // namespace sluice
