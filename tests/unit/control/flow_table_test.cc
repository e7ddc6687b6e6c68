// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/flow_table.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

void add_message(const std::string& kind, uint64_t count, v1::FlowDirection* direction) {
    v1::MessageCount* const message = direction->add_messages();
    message->set_kind(kind);
    message->set_count(count);
}

v1::Flow peer_flow() {
    v1::Flow flow;
    flow.set_id(7'205);
    flow.set_subscriber("s-1001");
    flow.set_subscriber_address("198.51.100.7");
    flow.set_subscriber_port(51'413);
    flow.set_remote_address("203.0.113.9");
    flow.set_remote_port(6'881);
    flow.set_protocol(6);
    flow.set_label("bittorrent.peer");
    flow.set_grade("exact");
    flow.set_subscriber_role("seed");
    flow.set_remote_role("leech");
    flow.mutable_up()->set_ip_bytes(13'300'000);
    flow.mutable_down()->set_ip_bytes(1'100'000);
    flow.mutable_age()->set_seconds(40);
    return flow;
}

std::vector<std::string> printed(const std::vector<v1::Flow>& flows) {
    v1::FlowList list;
    for (const v1::Flow& flow : flows)
        *list.add_flows() = flow;
    std::stringstream out;
    print_flows(list, out);
    std::vector<std::string> lines;
    for (std::string line; std::getline(out, line);)
        lines.push_back(line);
    return lines;
}

TEST(FlowTable, APeerFlowIsALineAndItsMostFrequentMessagesBelow) {
    v1::Flow flow = peer_flow();
    flow.mutable_up()->set_decision(v1::FlowDirection::DECISION_RULE);
    flow.mutable_up()->set_rule("seed-politely");
    add_message("unchoke", 2, flow.mutable_up());
    add_message("have_piece", 40, flow.mutable_up());
    add_message("bitfield", 1, flow.mutable_up());
    add_message("piece", 812, flow.mutable_up());
    add_message("interested", 1, flow.mutable_down());
    add_message("piece_request", 814, flow.mutable_down());
    EXPECT_THAT(
        printed({flow}),
        ElementsAre("SUBSCRIBER    REMOTE            PROTO  LABEL            GRADE  ENC  ROLES     "
                    "       UP    DOWN  AGE  ID",
                    "s-1001:51413  203.0.113.9:6881  tcp    bittorrent.peer  exact  -    seed/leech"
                    "  13.3 MB  1.1 MB  40s  0.7205",
                    "  up    rule seed-politely; piece 812, have_piece 40, unchoke 2, ...",
                    "  down  piece_request 814, interested 1"));
}

TEST(FlowTable, AFlowOfNobodyShowsItsAddressAndWhatIsNotKnownIsNotShown) {
    v1::Flow flow = peer_flow();
    flow.clear_subscriber();
    flow.set_subscriber_address("2001:db8::7");
    flow.clear_subscriber_role();
    flow.clear_remote_role();
    flow.set_encrypted(true);
    const auto lines = printed({flow});
    ASSERT_EQ(lines.size(), 2u) << "nothing decided, no messages";
    EXPECT_THAT(lines[1], HasSubstr("[2001:db8::7]:51413 "));
    EXPECT_THAT(lines[1], HasSubstr(" exact  yes  -  "));
}

TEST(FlowTable, OneUnknownRoleIsAQuestionMark) {
    v1::Flow flow = peer_flow();
    flow.clear_remote_role();
    EXPECT_THAT(printed({flow})[1], HasSubstr(" seed/? "));
}

TEST(FlowTable, DecisionsThatAreNoRuleAreInWords) {
    v1::Flow flow = peer_flow();
    flow.mutable_up()->set_decision(v1::FlowDirection::DECISION_NEVER_TOUCH);
    flow.mutable_down()->set_decision(v1::FlowDirection::DECISION_EARLIER_POLICY);
    const auto lines = printed({flow});
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[2], "  up    never touched");
    EXPECT_EQ(lines[3], "  down  decided by an earlier policy");
}

TEST(FlowTable, IsWithin132ColumnsWithTheLongestIpv4Ends) {
    v1::Flow flow = peer_flow();
    flow.clear_subscriber();
    flow.set_subscriber_address("198.100.100.100");
    flow.set_remote_address("203.100.113.109");
    flow.set_remote_port(65'535);
    flow.set_id(uint64_t{1} << 56 | 12'345'678);
    flow.set_grade("coherent");
    flow.mutable_up()->set_ip_bytes(123'400'000);
    flow.mutable_down()->set_ip_bytes(1'230'000);
    for (const char* kind : {"extension_handshake", "peer_exchange", "piece_request", "hashes"})
        add_message(kind, 65'535, flow.mutable_up());
    for (const std::string& line : printed({flow}))
        EXPECT_LE(line.size(), 132u) << line;
}

TEST(FlowTable, WhatOthersNamedReachesNoTerminalAsControlCharacters) {
    v1::Flow flow = peer_flow();
    flow.mutable_up()->set_decision(v1::FlowDirection::DECISION_RULE);
    flow.mutable_up()->set_rule("red\x1b[31m");
    EXPECT_THAT(printed({flow}), Each(Not(HasSubstr("\x1b"))));
}

TEST(FlowTable, AnIdIsTheWorkersAndMayBeWrittenAsItIsShownOrAsANumber) {
    const uint64_t id = uint64_t{3} << 56 | 7'205;
    EXPECT_EQ(flow_id_text(id), "3.7205");
    EXPECT_EQ(parse_flow_id("3.7205"), id);
    EXPECT_EQ(parse_flow_id(std::to_string(id)), id);
    EXPECT_EQ(parse_flow_id("0.1"), 1u);
    for (const char* const wrong :
         {"", ".", "3.", ".7", "256.1", "1.72057594037927936", "x", "1.2.3", "-1"})
        EXPECT_EQ(parse_flow_id(wrong), std::nullopt) << wrong;
}

TEST(FlowTable, ARuleInShadowIsToldBesideTheOneThatDecides) {
    v1::Flow flow = peer_flow();
    flow.mutable_up()->set_decision(v1::FlowDirection::DECISION_RULE);
    flow.mutable_up()->set_rule("polite");
    flow.mutable_up()->set_shadow_rule("harsh");
    flow.mutable_down()->set_shadow_rule("harsh");
    const auto lines = printed({flow});
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[2], "  up    rule polite; in shadow rule harsh");
    EXPECT_EQ(lines[3], "  down  in shadow rule harsh");
}

}  // namespace
}  // namespace sluice
