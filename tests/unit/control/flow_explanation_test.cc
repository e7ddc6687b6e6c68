// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/services_fixture.h"

namespace sluice {
namespace {

class FlowExplanationTest : public ServicesTest {};

TEST_F(FlowExplanationTest, AFlowIsExplainedInPlainWords) {
    revisions.apply(
        {"rules:\n"
         "  - { name: slow, match: { label: bittorrent, direction: up }, "
         "action: { drop: true } }\n"
         "  - { name: later, match: {}, action: { dscp: le } }\n",
         "test.yaml", "ann", "too much", std::nullopt});
    fake_.flows = {flow_of_second()};
    fake_.flows[0].subscriber_record = SubscriberRef::kNobody;
    fake_.flows[0].settled = true;
    fake_.flows[0].shadow_rule[1] = 1;
    fake_.flows[0].conditions.set(Condition::heavy, Direction::up, true);
    fake_.flows[0].enforced = true;
    fake_.flows[0].answers = 4;
    v1::ExplainFlowRequest request;
    request.set_id(77);
    v1::FlowExplanation explained;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Explain(&context, request, &explained).ok());
    EXPECT_EQ(fake_.last_filter.id, 77u);
    EXPECT_EQ(explained.flow().id(), 77u);
    EXPECT_EQ(explained.up().action(), "drop it");
    EXPECT_EQ(explained.up().revision(), 2u);
    EXPECT_EQ(explained.down().action(), "forwarded");
    EXPECT_EQ(explained.down().shadow_action(), "mark it DSCP le");
    const std::vector<std::string> words(explained.words().begin(), explained.words().end());
    EXPECT_THAT(
        words,
        testing::ElementsAre(
            "link pop1, a subscriber that is in no policy: 198.51.100.8:51413 with "
            "[2001:db8::1]:6881, tcp; seen both ways, 1.5s old, idle for 0.0s; 1 kB up, 2 kB down",
            testing::StartsWith("label bittorrent.peer: "), testing::StartsWith("grade exact: "),
            "its subscriber is heavy up",
            testing::MatchesRegex("decided by revision 2 \\(by ann, 20.*: too much\\)"),
            "up: rule slow says: drop it",
            "up: rule slow asks for label bittorrent at grade endpoint or surer; direction up",
            "down: rule later, in shadow, would: mark it DSCP le",
            "down: rule later asks for nothing: it matches everything",
            "down: no rule matches: forwarded",
            "it was cut off: the box has answered 4 of its packets"));
}

TEST_F(FlowExplanationTest, AnExplanationSaysThatItsRevisionIsBeingTried) {
    revisions.try_out({kPolicy, "test.yaml", "ann", "", std::nullopt}, std::chrono::minutes(1));
    fake_.flows = {flow_of_second()};
    v1::ExplainFlowRequest request;
    request.set_id(77);
    v1::FlowExplanation explained;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Explain(&context, request, &explained).ok());
    EXPECT_THAT(explained.words(), testing::Contains(testing::EndsWith(", which is being tried")));
}

TEST_F(FlowExplanationTest, AFlowThatIsGoneIsNotExplained) {
    v1::ExplainFlowRequest request;
    v1::FlowExplanation explained;
    const auto refusal = [&](uint64_t id) {
        request.set_id(id);
        grpc::ClientContext context;
        return v1::Flows::NewStub(channel_)->Explain(&context, request, &explained);
    };
    EXPECT_EQ(refusal(5).error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(refusal(5).error_message(), "there is no such flow; if there was, it has ended");
    EXPECT_EQ(refusal(0).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace sluice
