// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/transition_words.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

Transition transition(TransitionKind kind) {
    Transition what;
    what.kind = kind;
    what.segment_name = "olt-1";
    what.measured_permille = 824;
    what.threshold_permille = 700;
    what.window_ns = 900'000'000'000;
    what.segment_permille = 911;
    what.segment_threshold_permille = 725;
    what.lasted_ns = 1'860'000'000'000;
    return what;
}

TEST(TransitionWords, SayWhatWasMeasuredAndAgainstWhat) {
    EXPECT_EQ(reason(transition(TransitionKind::segment_near)),
              "used 82.4% over 15m00s of the capacity, above 70%");
    EXPECT_EQ(reason(transition(TransitionKind::subscriber_heavy)),
              "used 82.4% over 15m00s of its rate, above 70%");
    EXPECT_EQ(reason(transition(TransitionKind::moved)),
              "to best effort: used 82.4% over 15m00s of its rate, above 70%, while site olt-1 was "
              "at 91.1%, above 72.5%");
}

TEST(TransitionWords, SayHowLongItWasWhenAStateEnds) {
    EXPECT_EQ(reason(transition(TransitionKind::segment_relieved)),
              "used 82.4% over 15m00s of the capacity, not above 70%; it lasted 31m00s");
    EXPECT_EQ(reason(transition(TransitionKind::released)),
              "to priority best effort: used 82.4% over 15m00s of its rate, below 70%; it lasted "
              "31m00s");
}

TEST(TransitionWords, SayWhatEndedAStateWhateverWasMeasured) {
    Transition what = transition(TransitionKind::released);
    for (const auto cause : {TransitionCause::no_rate, TransitionCause::no_capacity,
                             TransitionCause::removed, TransitionCause::switched_off}) {
        what.cause = cause;
        EXPECT_EQ(reason(what).find("82.4"), std::string::npos) << reason(what);
        EXPECT_GT(reason(what).size(), 50u) << reason(what);
    }
}

TEST(TransitionWords, EveryKindHasAnEventOfItsOwn) {
    EXPECT_EQ(audit_kind(TransitionKind::moved), "congestion.moved");
    EXPECT_EQ(audit_kind(TransitionKind::subscriber_not_heavy), "congestion.not_heavy");
    EXPECT_EQ(segment_in_words(transition(TransitionKind::moved)), "site olt-1");
}

}  // namespace
}  // namespace sluice
