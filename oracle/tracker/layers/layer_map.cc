// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_map.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

PrefixSet set_of(const std::vector<LayerMap::Layer>& layers,
                 std::vector<Prefix> LayerMap::Layer::*field) {
    std::vector<std::pair<Prefix, uint16_t>> entries;
    for (uint16_t layer = 0; layer < layers.size(); ++layer)
        for (const Prefix& prefix : layers[layer].*field)
            entries.emplace_back(prefix, layer);
    std::ranges::sort(entries);
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
    return PrefixSet(entries);
}

}  // namespace

LayerMap::LayerMap(std::vector<Layer> layers)
    : layers_(std::move(layers)),
      of_clients_(set_of(layers_, &Layer::prefixes)),
      caches_(set_of(layers_, &Layer::caches)) {}

}  // namespace sluice
