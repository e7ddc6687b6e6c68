// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_registry.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

bool lies_in_one_of(const Prefix& prefix, const std::vector<Prefix>& outer) {
    return std::ranges::any_of(outer, [&](const Prefix& of) {
        return of.length <= prefix.length && of.contains(prefix.address);
    });
}

// Neither says by its time where they begin to differ.
bool is_same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    unsigned differs = 0;
    for (size_t i = 0; i < a.size(); ++i)
        differs |= static_cast<unsigned>(a[i] ^ b[i]);
    return differs == 0;
}

}  // namespace

LayerRegistry::LayerRegistry(std::vector<LayerPermit> permits)
    : permits_(std::move(permits)), registered_(permits_.size()) {}

std::optional<size_t> LayerRegistry::owner_of(std::string_view token) const {
    std::optional<size_t> owner;
    for (size_t i = 0; i < permits_.size(); ++i)
        if (!permits_[i].token.empty() && is_same_secret(permits_[i].token, token))
            owner = i;
    return owner;
}

std::optional<LayerRegistry::Answer> LayerRegistry::objection_to(
    size_t owner, const Registration& registration) const {
    for (const auto* const list : {&registration.prefixes, &registration.caches})
        for (const Prefix& prefix : *list)
            if (!lies_in_one_of(prefix, permits_[owner].prefixes))
                return Answer{
                    Outcome::beyond,
                    prefix.to_string() + " is not among the prefixes of " + permits_[owner].name};
    for (size_t other = 0; other < registered_.size(); ++other) {
        if (other == owner)
            continue;
        for (const Prefix& prefix : registered_[other].layer.prefixes)
            if (std::ranges::binary_search(registration.prefixes, prefix))
                return Answer{Outcome::conflict,
                              prefix.to_string() + " is registered by " + permits_[other].name};
    }
    return std::nullopt;
}

LayerRegistry::Answer LayerRegistry::take(size_t owner, Registration registration, uint32_t now_s) {
    Registered& own = registered_[owner];
    if (registration.lifetime_s == 0) {
        if (std::exchange(own, {}).is_there)
            make_map();
        return {Outcome::withdrawn, ""};
    }
    if (auto objection = objection_to(owner, registration))
        return std::move(*objection);
    LayerMap::Layer layer{std::move(registration.announce), std::move(registration.prefixes),
                          std::move(registration.caches)};
    const bool is_another = !(layer == own.layer);
    own = {std::move(layer), now_s + registration.lifetime_s, true};
    if (is_another)
        make_map();
    return {};
}

std::vector<std::string> LayerRegistry::lapse(uint32_t now_s) {
    std::vector<std::string> names;
    for (size_t i = 0; i < registered_.size(); ++i)
        if (registered_[i].is_there && now_s >= registered_[i].until_s) {
            registered_[i] = {};
            names.push_back(permits_[i].name);
        }
    if (!names.empty())
        make_map();
    return names;
}

size_t LayerRegistry::registered() const {
    return static_cast<size_t>(std::ranges::count_if(registered_, &Registered::is_there));
}

void LayerRegistry::make_map() {
    std::vector<LayerMap::Layer> layers;
    layers.reserve(registered_.size());
    for (const Registered& registered : registered_)
        layers.push_back(registered.layer);
    map_ = std::make_shared<const LayerMap>(std::move(layers));
}

}  // namespace sluice
