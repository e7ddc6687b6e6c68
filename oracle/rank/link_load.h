// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice {

// What a link's measured load adds to the cost of what goes over it. Peers that are told of it
// change the load in turn, so it is damped threefold, lest the two swing: the load is averaged,
// quickly upwards and slowly downwards; the cost has a few steps; and it leaves a step only for
// one below once the average is clearly there, and has been for a while.
struct LinkLoadSettings {
    struct Step {
        double from;       // utilisation, 0 to 1
        float added_cost;  // to that of an idle link
        friend bool operator==(const Step&, const Step&) = default;
    };
    // Ascending in both. The usual ones are in the proportions of Fortz and Thorup (INFOCOM 2000),
    // where the marginal cost of a link is 1, 3, 10, 70 and 500.
    std::vector<Step> steps = {{1.0 / 3, 2}, {2.0 / 3, 9}, {0.9, 69}, {0.98, 499}};
    float unit = 1;  // what steps are multiplied by: the cost of the idle link, say
    uint64_t rise_ns = 10'000'000'000;  // of the average: after so long 63 % of a change is seen
    uint64_t fall_ns = 300'000'000'000;
    double hysteresis = 0.1;             // so far below a step's begin it is left
    uint64_t hold_ns = 300'000'000'000;  // at least so long after any change before one downwards

    friend bool operator==(const LinkLoadSettings&, const LinkLoadSettings&) = default;
};

// One direction of one link. One thread's; time is passed in.
class LinkLoad {
 public:
    // Throws std::invalid_argument, one line, where settings are not as above.
    explicit LinkLoad(LinkLoadSettings settings);

    // utilisation: of the capacity, over the time since the last sample. What is no number, or no
    // later than the last, is left out; above 1 is 1. True if added_cost() has changed.
    bool sample(uint64_t now_ns, double utilisation);

    float added_cost() const;
    double average() const { return average_; }  // 0 before the first sample

 private:
    LinkLoadSettings settings_;
    double average_ = 0;
    size_t step_ = 0;  // how many steps have begun
    uint64_t sampled_ns_ = 0;
    uint64_t changed_ns_ = 0;
    bool sampled_ = false;
};

}  // namespace sluice
