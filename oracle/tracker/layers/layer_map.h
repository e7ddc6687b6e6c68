// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/rank/prefix_set.h"
#include "oracle/tracker/layers/announce_urls.h"

namespace sluice {

// Which trackers further down are registered now, and for whom. Immutable; any thread.
class LayerMap {
 public:
    static constexpr uint16_t kNone = PrefixSet::kNone;

    struct Layer {
        AnnounceUrls announce;
        std::vector<Prefix> prefixes;
        std::vector<Prefix> caches;

        friend bool operator==(const Layer&, const Layer&) = default;
    };

    // By place among `layers`; one without prefixes is not there. Of two with the same prefix or
    // cache the first has it.
    explicit LayerMap(std::vector<Layer> layers);
    LayerMap() : LayerMap(std::vector<Layer>{}) {}

    // The one with the longest prefix that holds the address, or kNone.
    uint16_t layer_of(const IpAddress& address) const { return of_clients_.find(address); }
    bool has_caches() const { return !caches_.empty(); }
    // The one that has registered it as a cache, or kNone.
    uint16_t cache_of(const IpAddress& address) const { return caches_.find(address); }

    const Layer& operator[](uint16_t layer) const { return layers_[layer]; }
    const std::vector<Layer>& layers() const { return layers_; }
    bool empty() const { return of_clients_.empty(); }

 private:
    std::vector<Layer> layers_;
    PrefixSet of_clients_;
    PrefixSet caches_;
};

}  // namespace sluice
