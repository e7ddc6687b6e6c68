// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/transition_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "control/units.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

std::string duration(uint64_t ns) {
    return format_age(static_cast<double>(ns) * 1e-9);
}

std::string measured(const Transition& what) {
    return fmt::format("used {} over {}", percent(what.measured_permille),
                       duration(what.window_ns));
}

std::string lasted(const Transition& what) {
    return "; it lasted " + duration(what.lasted_ns);
}

// What ended a state whatever was measured.
std::string cause_in_words(TransitionCause cause) {
    switch (cause) {
        case TransitionCause::measured:
            break;
        case TransitionCause::no_rate:
            return "its tier has no rate any more";
        case TransitionCause::no_capacity:
            return "its capacity is not known any more";
        case TransitionCause::removed:
            return "it is not there any more";
        case TransitionCause::switched_off:
            return "the policy manages no congestion any more";
    }
    return "";
}

std::string measured_reason(const Transition& what) {
    switch (what.kind) {
        case TransitionKind::segment_near:
            return fmt::format("{} of the capacity, above {}", measured(what),
                               permille_text(what.threshold_permille));
        case TransitionKind::segment_relieved:
            return fmt::format("{} of the capacity, not above {}{}", measured(what),
                               permille_text(what.threshold_permille), lasted(what));
        case TransitionKind::subscriber_heavy:
            return fmt::format("{} of its rate, above {}", measured(what),
                               permille_text(what.threshold_permille));
        case TransitionKind::subscriber_not_heavy:
            return fmt::format("{} of its rate, not above {}{}", measured(what),
                               permille_text(what.threshold_permille), lasted(what));
        case TransitionKind::moved:
            return fmt::format(
                "to best effort: {} of its rate, above {}, while {} was at {}, "
                "above {}",
                measured(what), permille_text(what.threshold_permille), segment_in_words(what),
                percent(what.segment_permille), permille_text(what.segment_threshold_permille));
        case TransitionKind::released:
            return fmt::format("to priority best effort: {} of its rate, below {}{}",
                               measured(what), permille_text(what.threshold_permille),
                               lasted(what));
    }
    return "";
}

}  // namespace

std::string percent(uint32_t permille) {
    return fmt::format("{}.{}%", permille / 10, permille % 10);
}

std::string audit_kind(TransitionKind kind) {
    std::string text = "congestion." + std::string(name(kind));
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
}

std::string segment_in_words(const Transition& transition) {
    if (transition.segment_name.empty())
        return "no segment";
    return (transition.segment_is_link ? "link " : "site ") + transition.segment_name;
}

std::string reason(const Transition& transition) {
    if (transition.cause == TransitionCause::measured)
        return measured_reason(transition);
    return (transition.kind == TransitionKind::released ? "to priority best effort: " : "") +
           cause_in_words(transition.cause) + lasted(transition);
}

}  // namespace sluice
