// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "classifier/attributes.h"
#include "policy/conditions.h"
#include "policy/congestion/transition.h"
#include "policy/policy.h"

namespace sluice {

// A link of the box, as a segment of congestion management.
struct CongestionLink {
    std::string name;
    // By Direction. 0: not known, so it is never near congestion.
    std::array<uint64_t, kDirectionCount> capacity_bps{};
};

struct ConditionChange {
    uint32_t record;
    Conditions conditions;  // all of them, as they are now

    friend bool operator==(const ConditionChange&, const ConditionChange&) = default;
};

// What an advance() found.
struct CongestionRound {
    // Segments first, by their numbers; then subscribers, by theirs; up before down.
    std::vector<Transition> transitions;
    // Of each subscriber whose conditions are others than last told, once, by their numbers. Who
    // was removed has none.
    std::vector<ConditionChange> conditions;
};

// A segment as it stands.
struct SegmentView {
    struct Side {
        uint64_t capacity_bps = 0;  // 0: not known
        uint32_t permille = 0;      // the average over the window
        uint32_t threshold_permille = 0;
        bool near_congested = false;
        uint64_t since_ns = 0;     // by the caller's clock, while near_congested
        uint32_t heavy = 0;        // of its subscribers
        uint32_t best_effort = 0;  // of its subscribers
    };
    std::string name;
    bool is_link = false;
    uint32_t parent = kNoSegment;
    uint32_t subscribers = 0;  // below it, those of its own included
    uint64_t window_ns = 0;
    std::array<Side, kDirectionCount> sides;  // by Direction
};

// A subscriber as it stands.
struct ManagedSubscriber {
    struct Side {
        uint32_t permille = 0;            // the average over the tier's window
        uint32_t threshold_permille = 0;  // 0: without a rate, never heavy
        uint64_t heavy_since_ns = 0;      // by the caller's clock, while heavy
        // What moved it to best effort, while it is there; earliest_release_ns is as of now.
        std::optional<Transition> moved = {};
    };
    uint32_t record = SubscriberRef::kNobody;
    std::string tier;
    uint32_t segment = kNoSegment;  // the nearest
    Conditions conditions;
    Measure measure = Measure::volume;
    uint64_t window_ns = 0;
    std::array<Side, kDirectionCount> sides;  // by Direction
};

// Congestion management as RFC 6057 has it, of all subscribers of a box: who is moved from
// priority best effort to best effort and when it is released, decided by nothing but how much
// everybody used. Pure: no clock, no I/O; the same calls give the same rounds. One thread at a
// time.
//
// A round: any number of configure, put, remove and add_use, then advance. What was used is
// spread evenly over the time since the round before; averages are over windows that end now.
//
//   Near Congestion State of a segment, by direction: its average use is above the threshold.
//   Extended High Consumption State of a subscriber, by direction: its average use is above the
//   threshold of its tier's rate. It ends when the average is no longer above.
//   Both at once move the subscriber, in that direction, to best effort. It stays there until
//   each 15th part of the release window was below the release threshold, whatever becomes of
//   the segment.
//
// Resolution: a window is a ring of 30 slices and the part of a 31st that it still reaches. Of
// that one the use is taken as even, so that an average is off by at most 1/120 of the rate that
// a subscriber or segment can have at all, and by nothing if slices and rounds begin together.
// Memory: 28 bytes a subscriber, and some 320 more while its windows hold anything (the exact
// figures are in memory()). A round costs time by those who used something since the last one,
// who are heavy or moved, and the segments; and by all of a segment's subscribers when that
// becomes near congested or ceases to be.
class CongestionEngine {
 public:
    CongestionEngine();
    ~CongestionEngine();

    // Tiers, sites and `congestion` of a checked policy, and the box's links. At any time: windows
    // and states of whoever remains stay, and the next advance() decides by what is new. Without
    // `congestion` everybody is released. Subscribers of the policy are not read: put() them.
    void configure(const Policy& policy, std::span<const CongestionLink> links);

    // Adds a subscriber, or gives it another tier or place: its windows and states stay, but use
    // of before stays with the segments of before. Names that the configuration lacks are as if
    // empty, until it has them. Without a site it is on the only link; if there are several, on
    // none. Throws NamesExhausted.
    void put(uint32_t record, std::string_view tier, std::string_view site);
    // Ends its states; the next advance() tells so. The number may be put() again at once.
    void remove(uint32_t record);

    // IP-layer bytes since the last advance(). `volume` counts for its segments, too; each of them
    // counts for itself if its tier's heavy use is measured by it. Nobody's number: ignored.
    void add_use(uint32_t record, Direction direction, uint64_t bytes,
                 Measure measure = Measure::volume);
    // Of strangers, who are on a link or site all the same.
    void add_segment_use(uint32_t segment, Direction direction, uint64_t bytes);

    // Decides. The first one only begins the time: use of before it counts as of that moment. A
    // clock that goes back stands still for this round, and one that leaps ahead by more than a
    // window empties it.
    CongestionRound advance(uint64_t now_ns);

    // As of the last advance().
    uint32_t segment_count() const;
    // kNoSegment if there is none of that name.
    uint32_t segment_number(std::string_view name, bool is_link) const;
    std::vector<SegmentView> segments() const;  // by their numbers
    // Nothing if there is no such subscriber.
    std::optional<ManagedSubscriber> subscriber(uint32_t record) const;
    Conditions conditions(uint32_t record) const;
    // All that are heavy or moved, by their numbers.
    std::vector<ManagedSubscriber> managed() const;

    struct Memory {
        size_t subscriber_bytes;      // each, used anything or not
        size_t active_bytes;          // more of who used something within its windows
        uint32_t active_subscribers;  // now
    };
    Memory memory() const;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
