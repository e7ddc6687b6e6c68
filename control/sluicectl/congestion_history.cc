// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/congestion_history.h"

#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "control/sluicectl/time_argument.h"

namespace sluice {
namespace {

uint64_t ns(const google::protobuf::Timestamp& time) {
    return static_cast<uint64_t>(time.seconds()) * 1'000'000'000 +
           static_cast<uint64_t>(time.nanos());
}

uint64_t ns(double seconds) {
    return static_cast<uint64_t>(std::llround(seconds * 1e9));
}

uint32_t permille(double share) {
    return static_cast<uint32_t>(std::lround(share * 1000));
}

Direction direction(const std::string& word) {
    return word == "up" ? Direction::up : Direction::down;
}

// Nothing: a newer daemon's word.
template <typename Enum>
std::optional<Enum> named(const std::string& word, int count) {
    for (int i = 0; i < count; ++i)
        if (name(static_cast<Enum>(i)) == word)
            return static_cast<Enum>(i);
    return std::nullopt;
}

constexpr int kCauseCount = 5;
static_assert(static_cast<int>(TransitionCause::switched_off) + 1 == kCauseCount);

}  // namespace

CongestionReport report_of(const v1::CongestionHistory& history) {
    std::map<std::string, uint32_t> records;
    std::vector<Transition> transitions;
    for (const v1::CongestionTransition& told : history.transitions()) {
        const auto kind = named<TransitionKind>(told.kind(), kTransitionKindCount);
        if (!kind)
            continue;
        Transition transition;
        transition.at_ns = ns(told.time());
        transition.kind = *kind;
        transition.cause =
            named<TransitionCause>(told.cause(), kCauseCount).value_or(TransitionCause::measured);
        transition.direction = direction(told.direction());
        if (!told.subscriber().empty())
            transition.record =
                records.try_emplace(told.subscriber(), static_cast<uint32_t>(records.size()))
                    .first->second;
        transition.tier = told.tier();
        transition.segment_name = told.segment();
        transition.segment_is_link = told.segment_is_link();
        transition.measured_permille = permille(told.measured());
        transition.threshold_permille = permille(told.threshold());
        transition.window_ns = ns(told.window_seconds());
        transition.segment_permille = permille(told.segment_utilisation());
        transition.segment_threshold_permille = permille(told.segment_threshold());
        transition.lasted_ns = ns(told.lasted_seconds());
        transitions.push_back(std::move(transition));
    }
    std::vector<BestEffortUse> use;
    for (const v1::BestEffortTraffic& traffic : history.traffic())
        use.push_back({.segment_name = traffic.segment(),
                       .segment_is_link = traffic.segment_is_link(),
                       .tier = traffic.tier(),
                       .direction = direction(traffic.direction()),
                       .bytes = traffic.bytes(),
                       .dropped_bytes = traffic.dropped_bytes(),
                       .marked_bytes = traffic.marked_bytes()});
    return report_congestion(
        {transitions, use, ns(history.from()), ns(history.until()), history.subscribers()},
        std::chrono::minutes(local_offset_minutes(history.until().seconds())));
}

}  // namespace sluice
