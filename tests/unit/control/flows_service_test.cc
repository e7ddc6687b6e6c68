// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/services_fixture.h"

namespace sluice {
namespace {

class FlowsServiceTest : public ServicesTest {};

TEST_F(FlowsServiceTest, AFlowIsToldWithItsNames) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    ASSERT_EQ(flows.flows_size(), 1);
    const v1::Flow& flow = flows.flows(0);
    EXPECT_EQ(flow.link(), "pop1");
    EXPECT_EQ(flow.subscriber(), "s-2");
    EXPECT_EQ(flow.subscriber_address(), "198.51.100.8");
    EXPECT_EQ(flow.remote_address(), "2001:db8::1");
    EXPECT_EQ(flow.label(), "bittorrent.peer");
    EXPECT_EQ(flow.grade(), "exact");
    EXPECT_EQ(flow.state(), v1::Flow::STATE_ESTABLISHED);
    EXPECT_EQ(flow.up().rule(), "slow");
    EXPECT_EQ(flow.up().ip_bytes(), 1'000u);
    EXPECT_EQ(flow.down().decision(), v1::FlowDirection::DECISION_NO_RULE);
    EXPECT_EQ(flow.age().seconds(), 1);
    EXPECT_EQ(flow.age().nanos(), 500'000'000);
}

TEST_F(FlowsServiceTest, AFlowWhoseMessagesAreReadIsToldWithRolesAndCounts) {
    PeerDescription description;
    description.role = {PeerRole::leech, PeerRole::unknown};
    description.requests[0] = 70'000;
    description.messages[0][static_cast<size_t>(MessageKind::have_piece)] = 12;
    description.messages[0][static_cast<size_t>(MessageKind::piece_request)] = 65'535;
    description.pieces[1] = 3;
    fake_.flows = {flow_of_second()};
    fake_.flows[0].peers.emplace(description);
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    const v1::Flow& flow = flows.flows(0);
    EXPECT_EQ(flow.subscriber_role(), "leech");
    EXPECT_EQ(flow.remote_role(), "") << "not known";
    EXPECT_EQ(flow.up().requests(), 70'000u);
    ASSERT_EQ(flow.up().messages_size(), 2) << "only what occurred";
    EXPECT_EQ(flow.up().messages(0).kind(), "have_piece");
    EXPECT_EQ(flow.up().messages(0).count(), 12u);
    EXPECT_EQ(flow.up().messages(1).kind(), "piece_request");
    EXPECT_EQ(flow.up().messages(1).count(), 70'000u);
    EXPECT_EQ(flow.down().pieces(), 3u);
    ASSERT_EQ(flow.down().messages_size(), 1);
    EXPECT_EQ(flow.down().messages(0).kind(), "piece");
}

TEST_F(FlowsServiceTest, AnEncryptedFlowSaysSoAndHasNoMessages) {
    fake_.flows = {flow_of_second(), flow_of_second()};
    fake_.flows[1].encrypted = true;
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_FALSE(flows.flows(0).encrypted());
    EXPECT_TRUE(flows.flows(1).encrypted());
    EXPECT_EQ(flows.flows(1).subscriber_role(), "");
    EXPECT_EQ(flows.flows(1).up().messages_size(), 0);
}

TEST_F(FlowsServiceTest, AFlowDecidedBeforeTheLastChangeKeepsTheNamesOfItsPolicy) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    apply("");
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_EQ(flows.flows(0).subscriber(), "s-2") << "until its record serves another";
    EXPECT_EQ(flows.flows(0).up().rule(), "slow");
}

TEST_F(FlowsServiceTest, AFlowOfAPolicyLongGoneSaysSo) {
    apply(kPolicy);
    fake_.flows = {flow_of_second()};
    for (int i = 0; i < 5; ++i)
        apply("");
    v1::FlowList flows;
    ASSERT_TRUE(list("", "", &flows).ok());
    EXPECT_EQ(flows.flows(0).up().decision(), v1::FlowDirection::DECISION_EARLIER_POLICY);
    EXPECT_EQ(flows.flows(0).up().rule(), "");
}

TEST_F(FlowsServiceTest, AFilterNamesALabelAndASubscriber) {
    apply(kPolicy);
    v1::FlowList flows;
    ASSERT_TRUE(list("bittorrent", "s-2", &flows).ok());
    EXPECT_FALSE(fake_.last_filter.any_label);
    EXPECT_EQ(fake_.last_filter.label, Label::bittorrent);
    EXPECT_FALSE(fake_.last_filter.any_subscriber);
    EXPECT_EQ(fake_.last_filter.subscriber_record, registry.record_of("s-2"));
    EXPECT_EQ(fake_.last_limit, 100u);
}

TEST_F(FlowsServiceTest, AFilterNamesTheLowestGrade) {
    v1::ListFlowsRequest request;
    request.mutable_filter()->set_grade("coherent");
    v1::FlowList flows;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->List(&context, request, &flows).ok());
    EXPECT_EQ(fake_.last_filter.lowest_grade, Grade::coherent);
    request.mutable_filter()->set_grade("certain");
    grpc::ClientContext refused;
    EXPECT_EQ(v1::Flows::NewStub(channel_)->List(&refused, request, &flows).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(FlowsServiceTest, AFilterThatNamesNothingIsRefused) {
    v1::FlowList flows;
    EXPECT_EQ(list("bittorent", "", &flows).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(list("", "s-9", &flows).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(FlowsServiceTest, TopIsBounded) {
    v1::TopFlowsRequest request;
    request.set_count(4'000'000);
    v1::FlowList flows;
    grpc::ClientContext context;
    ASSERT_TRUE(v1::Flows::NewStub(channel_)->Top(&context, request, &flows).ok());
    EXPECT_EQ(fake_.last_limit, 10'000u);
}

}  // namespace
}  // namespace sluice
