// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "classifier/attributes.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// The number of a segment in the configuration that is in force: sites first, in the policy's
// order, then links. Its name stays the same when the number does not.
inline constexpr uint32_t kNoSegment = UINT32_MAX;

// What came to be so, in the order in which one round's are told.
enum class TransitionKind : uint8_t {
    segment_relieved,      // out of the Near Congestion State
    segment_near,          // into it (RFC 6057, section 7.1)
    released,              // to priority best effort again
    subscriber_not_heavy,  // out of the Extended High Consumption State
    subscriber_heavy,      // into it (RFC 6057, section 7.2)
    moved,                 // to best effort: both hold (RFC 6057, figure 2)
};
inline constexpr int kTransitionKindCount = 6;
std::string_view name(TransitionKind kind);  // "segment-near"

// Why. All but the first end a state, whatever was measured.
enum class TransitionCause : uint8_t {
    measured,
    no_rate,       // the subscriber has no tier any more, or none with a rate
    no_capacity,   // the segment's is not known any more
    removed,       // the subscriber or the segment
    switched_off,  // the policy has no `congestion` any more
};
std::string_view name(TransitionCause cause);  // "switched-off"

// One change of one state, with all that an operator and a subscriber are told of it.
struct Transition {
    uint64_t at_ns = 0;  // of the advance() that found it, by the caller's clock
    TransitionKind kind = TransitionKind::segment_relieved;
    TransitionCause cause = TransitionCause::measured;
    Direction direction = Direction::up;

    uint32_t record = SubscriberRef::kNobody;  // of a segment's: nobody
    std::string tier = {};                     // the subscriber's; empty: none

    // The segment itself; of `moved` and `released` the one that was near congestion, the nearest
    // to the subscriber if there were several; of heavy or not, the nearest there is.
    uint32_t segment = kNoSegment;
    std::string segment_name = {};  // empty: the subscriber is on none
    bool segment_is_link = false;

    // The average over the window that crossed the threshold, as a share of the segment's
    // capacity or of the tier's rate. Of `released`: since its use was last above.
    uint32_t measured_permille = 0;
    uint32_t threshold_permille = 0;
    uint64_t window_ns = 0;

    // Of `moved`: what the segment was measured at, and its threshold.
    uint32_t segment_permille = 0;
    uint32_t segment_threshold_permille = 0;
    // Of `moved`: when it is released if its use stays below the release threshold from now on.
    // No promise: each use above it starts the release window anew.
    uint64_t earliest_release_ns = 0;
    // How long the state that ends here lasted: relieved, released, not heavy. By time that
    // passed, not by the clock.
    uint64_t lasted_ns = 0;

    friend bool operator==(const Transition&, const Transition&) = default;
};

}  // namespace sluice
