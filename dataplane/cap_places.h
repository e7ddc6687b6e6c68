// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "dataplane/worker.h"

namespace sluice {

// Whether a flow has a place under the caps of the rules that match it. A connection has one place
// for both directions if both are under the same cap.
class CapPlaces {
 public:
    // decisions: those that the flow is about to have; it still has the ones before.
    CapPlaces(Worker& worker, Flow& flow, const std::array<Decision, kDirectionCount>& decisions,
              uint64_t subscriber_key)
        : worker_(worker), flow_(flow), decisions_(decisions), subscriber_key_(subscriber_key) {}

    // Gives back what is not needed any more, and takes what is. By direction: true if it is beyond
    // the cap of the rule that decides. Of a rule in shadow that is noted in the flow.
    std::array<bool, kDirectionCount> take();

 private:
    // The rule whose cap a direction is under; of the one in shadow only if the one that decides
    // has none.
    struct Asked {
        uint32_t rule = Decision::kNoRule;
        bool shadow = false;

        bool none() const { return rule == Decision::kNoRule; }
        friend bool operator==(const Asked&, const Asked&) = default;
    };

    Asked asked(Direction direction) const;
    bool was_beyond(Direction direction, const Asked& asked) const;
    bool is_beyond(const Asked& asked, bool was_beyond, uint32_t& place);

    Worker& worker_;
    Flow& flow_;
    const std::array<Decision, kDirectionCount>& decisions_;
    const uint64_t subscriber_key_;
};

}  // namespace sluice
