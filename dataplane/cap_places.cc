// SPDX-License-Identifier: Apache-2.0
#include "dataplane/cap_places.h"

#include <utility>

#include "policy/hash.h"

namespace sluice {

CapPlaces::Asked CapPlaces::asked(Direction direction) const {
    const Decision& decided = decisions_[static_cast<size_t>(direction)];
    if (decided.cap)
        return {.rule = decided.rule, .shadow = false};
    const uint32_t shadow = decided.shadow_rule;
    if (shadow != Decision::kNoRule && worker_.snapshot->policy().rules[shadow].action.connections)
        return {.rule = shadow, .shadow = true};
    return {};
}

bool CapPlaces::was_beyond(Direction direction, const Asked& asked) const {
    return asked.shadow ? flow_.enforcement.is_shadow_beyond_cap(direction)
                        : flow_.decision[static_cast<size_t>(direction)].is_beyond_cap();
}

std::array<bool, kDirectionCount> CapPlaces::take() {
    FlowEnforcement& enforcement = flow_.enforcement;
    auto& places = enforcement.cap_slot;
    const std::array caps{asked(Direction::up), asked(Direction::down)};
    const std::array before{was_beyond(Direction::up, caps[0]),
                            was_beyond(Direction::down, caps[1])};
    const bool one_for_both = caps[0] == caps[1];
    if (one_for_both && places[0] == ConnectionCaps::kNone)
        std::swap(places[0], places[1]);

    std::array<bool, kDirectionCount> beyond{};
    beyond[0] = is_beyond(caps[0], before[0], places[0]);
    if (one_for_both) {
        worker_.caps.leave(places[1]);
        beyond[1] = beyond[0];
    } else {
        beyond[1] = is_beyond(caps[1], before[1], places[1]);
    }

    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto d = static_cast<size_t>(direction);
        const uint8_t flag = FlowEnforcement::shadow_beyond_cap(direction);
        const bool in_shadow = beyond[d] && caps[d].shadow;
        enforcement.flags =
            static_cast<uint8_t>(in_shadow ? enforcement.flags | flag : enforcement.flags & ~flag);
        beyond[d] = beyond[d] && !in_shadow;
    }
    return beyond;
}

bool CapPlaces::is_beyond(const Asked& asked, bool was_beyond, uint32_t& place) {
    if (asked.none()) {
        worker_.caps.leave(place);
        return false;
    }
    const ConnectionCap& cap = *worker_.snapshot->policy().rules[asked.rule].action.connections;
    // Its ends are to hear of a reset for as long as they go on; and what is over needs no place.
    const bool was_reset = was_beyond && cap.beyond == BeyondCap::reset &&
                           (flow_.enforcement.flags & FlowEnforcement::kEnforced) != 0;
    if (was_reset || flow_.state == FlowState::closing) {
        worker_.caps.leave(place);
        return was_beyond;
    }
    const uint64_t rule = worker_.snapshot->rule_number(asked.rule);
    const uint64_t key = mix(rule << 1 | (asked.shadow ? 1 : 0), subscriber_key_);
    const auto found = worker_.caps.hold(place, key, cap.most);
    if (found == ConnectionCaps::Found::no_room)
        worker_.counters.connection_caps_exhausted++;
    return found == ConnectionCaps::Found::beyond;
}

}  // namespace sluice
