// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/congestion/active_uses.h"
#include "policy/congestion/congestion_engine.h"
#include "policy/congestion/release_wait.h"
#include "policy/congestion/segment_tree.h"
#include "policy/congestion/time_line.h"
#include "policy/names.h"

namespace sluice {

class CongestionEngine::Impl {
 public:
    void configure(const Policy& policy, std::span<const CongestionLink> links);
    void put(uint32_t record, std::string_view tier, std::string_view site);
    void remove(uint32_t record);
    void add_use(uint32_t record, Direction direction, uint64_t bytes, Measure measure);
    void add_segment_use(uint32_t segment, Direction direction, uint64_t bytes);
    CongestionRound advance(uint64_t now_ns);

    const SegmentTree& segments() const { return segments_; }
    std::vector<SegmentView> segment_views() const;
    std::optional<ManagedSubscriber> subscriber(uint32_t record) const;
    Conditions conditions(uint32_t record) const;
    std::vector<ManagedSubscriber> managed() const;
    Memory memory() const;

 private:
    static constexpr uint32_t kNoRecord = UINT32_MAX;

    // By record. What everybody has, however idle.
    struct Subscriber {
        uint32_t segment = kNoSegment;
        uint32_t next = kNoRecord;  // of the segment's subscribers
        uint32_t previous = kNoRecord;
        uint32_t use = ActiveUses::kNone;
        uint16_t tier = 0;
        uint16_t site = 0;
        Conditions conditions;
        Conditions told;
        bool present = false;
        bool changed = false;  // is in changed_
        bool left = false;     // somebody did, who had conditions
    };
    struct TierRates {
        std::string name;
        std::array<uint64_t, kDirectionCount> rate_bps{};  // 0: none, or no such tier
        HeavyUse heavy;

        uint64_t slice_ns() const;
        uint64_t window_ns() const { return slice_ns() * UseWindow::kSlices; }
        ReleaseWait::Threshold release(Direction direction) const;
    };
    struct Move {
        Transition why;
        ReleaseWait wait;
        TimeLine::Moment since;
    };
    using Side = std::pair<uint32_t, Direction>;  // of a record

    uint16_t tier_number(const std::string& name);
    uint16_t site_number(const std::string& name);
    void settle_place(uint32_t record);
    void settle_measure(uint32_t record);
    void leave_segment(uint32_t record);
    void settle_near(uint32_t record);
    void mark_changed(uint32_t record);

    void settle_segment(uint32_t segment);
    void switch_off();

    void take_in_use();
    void decide_heavy(std::vector<Transition>& found);
    void decide_heavy(Side side, std::vector<Transition>& found);
    void decide_release(std::vector<Transition>& found);
    void decide_moves(std::vector<Transition>& found);
    std::vector<ConditionChange> take_changes();
    void end_heavy(Side side, TransitionCause cause, std::vector<Transition>& found);
    void end_move(Side side, TransitionCause cause, std::vector<Transition>& found);
    void set(Side side, Condition condition, bool on);

    uint64_t used(Side side) const;
    uint64_t earliest_release_ns(Side side, const Move& move) const;
    Transition transition(TransitionKind kind, Side side) const;
    void tell_segment(uint32_t segment, Transition& transition) const;
    ManagedSubscriber view(uint32_t record) const;
    bool is_present(uint32_t record) const {
        return record < subscribers_.size() && subscribers_[record].present;
    }
    const TierRates& tier_of(uint32_t record) const { return tiers_[subscribers_[record].tier]; }

    TimeLine time_;
    bool enabled_ = false;
    SegmentTree segments_;
    std::vector<uint32_t> first_subscriber_{};  // by segment
    std::vector<uint32_t> subscriber_count_{};  // by segment, its own

    Names tier_names_;
    Names site_names_;
    std::vector<TierRates> tiers_{1};                  // by number; 0: none
    std::vector<std::string> sites_{""};               // by number: names
    std::vector<uint32_t> site_segments_{kNoSegment};  // by number
    HeavyUse usual_;

    std::vector<Subscriber> subscribers_;  // by record
    ActiveUses uses_;
    std::map<Side, TimeLine::Moment> heavy_;
    std::map<Side, Move> moves_;
    std::vector<uint32_t> changed_;  // records whose conditions may be others than told
    std::vector<Transition> ended_;  // between rounds
};

}  // namespace sluice
