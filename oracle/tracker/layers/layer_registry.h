// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/tracker/layers/layer_map.h"
#include "oracle/tracker/layers/registration.h"

namespace sluice {

// Who may register, and for which addresses at the most.
struct LayerPermit {
    std::string name;
    std::string token;
    std::vector<Prefix> prefixes;
};

// The trackers further down: each registers its prefixes in advance (RFC 5594, section 5.1.3), and
// is known until its registration lapses. One thread at a time; the time is passed in, seconds of a
// clock that does not go back.
class LayerRegistry {
 public:
    explicit LayerRegistry(std::vector<LayerPermit> permits);

    // Whose token that is, by place among the permits. In the same time whichever it is.
    std::optional<size_t> owner_of(std::string_view token) const;

    enum class Outcome : uint8_t {
        accepted,
        withdrawn,  // by who had registered, or had not
        beyond,     // names addresses that it may not have
        conflict,   // another one has registered one of its prefixes
    };
    struct Answer {
        Outcome outcome = Outcome::accepted;
        std::string objection;  // of the latter two: one line
    };
    // In place of what it registered before; a refused one leaves that, until it lapses.
    Answer take(size_t owner, Registration registration, uint32_t now_s);

    // Forgets whose time is over: the names of those.
    std::vector<std::string> lapse(uint32_t now_s);

    // Another one whenever what it says is another: not when a registration is merely renewed.
    const std::shared_ptr<const LayerMap>& map() const { return map_; }
    size_t registered() const;
    const std::string& name(size_t owner) const { return permits_[owner].name; }

 private:
    struct Registered {
        LayerMap::Layer layer;
        uint32_t until_s = 0;
        bool is_there = false;
    };

    std::optional<Answer> objection_to(size_t owner, const Registration& registration) const;
    void make_map();

    const std::vector<LayerPermit> permits_;
    std::vector<Registered> registered_;  // by permit
    std::shared_ptr<const LayerMap> map_ = std::make_shared<const LayerMap>();
};

}  // namespace sluice
