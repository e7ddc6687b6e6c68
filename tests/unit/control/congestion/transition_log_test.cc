// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/transition_log.h"

#include <thread>

#include <gtest/gtest.h>

namespace sluice {
namespace {

void add(TransitionLog& log, std::vector<std::string> subscribers) {
    std::vector<LoggedTransition> transitions;
    for (std::string& id : subscribers)
        transitions.push_back({.time = {}, .subscriber = std::move(id)});
    log.add(transitions);
}

std::string ids(const std::vector<LoggedTransition>& transitions) {
    std::string text;
    for (const LoggedTransition& transition : transitions)
        text += std::to_string(transition.number) + transition.subscriber + " ";
    return text;
}

TEST(TransitionLog, NumbersThemAndTellsTheNewestOldestFirst) {
    TransitionLog log;
    EXPECT_EQ(log.last_number(), 0u);
    EXPECT_EQ(ids(log.latest(5)), "");
    add(log, {"a", "b"});
    add(log, {"c"});
    EXPECT_EQ(ids(log.latest(2)), "2b 3c ");
    EXPECT_EQ(ids(log.latest(9)), "1a 2b 3c ");
    EXPECT_EQ(log.last_number(), 3u);
    EXPECT_FALSE(log.has_forgotten());
}

TEST(TransitionLog, TheOldestMakeRoomAndAreMissed) {
    TransitionLog log(2);
    add(log, {"a", "b", "c"});
    EXPECT_TRUE(log.has_forgotten());
    EXPECT_EQ(ids(log.latest(9)), "2b 3c ");
    EXPECT_EQ(ids(log.after(0, 9)), "2b 3c ");
}

TEST(TransitionLog, TellsWhatCameAfterANumber) {
    TransitionLog log;
    add(log, {"a", "b", "c"});
    EXPECT_EQ(ids(log.after(1, 9)), "2b 3c ");
    EXPECT_EQ(ids(log.after(1, 1)), "2b ");
    EXPECT_EQ(ids(log.after(3, 9)), "");
    EXPECT_EQ(ids(log.after(99, 9)), "");
}

TEST(TransitionLog, WhoWaitsIsWoken) {
    TransitionLog log;
    std::jthread later([&] { add(log, {"a"}); });
    log.wait_after(0, std::chrono::seconds(20));
    EXPECT_EQ(log.last_number(), 1u);
    log.wait_after(1, std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace sluice
