// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/sluicectl/top/box_state.h"
#include "control/sluicectl/top/top_page.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class TopTest : public testing::Test {
 protected:
    TopTest() {
        for (BoxState* const state : {&before_, &now_}) {
            v1::Link* const link = state->links.add_links();
            link->set_name("pop1");
            link->set_down_bps(10'000'000);
            link->set_state(v1::Link::STATE_INSPECTING);
            link->add_ports();
            v1::RuleEffects* const rule = state->effects.add_rules();
            rule->set_rule("slow");
            v1::RuleDeed* const deed = rule->add_did();
            deed->set_deed("dropped");
        }
        before_.links.set_time_ns(1'000'000'000);
        now_.links.set_time_ns(3'000'000'000);
        now_.effects.set_revision(7);
    }

    static void add_flow(BoxState& state, uint64_t id, const std::string& label,
                         const std::string& subscriber, uint64_t down_bytes, int64_t age_s) {
        v1::Flow* const flow = state.flows.add_flows();
        flow->set_id(id);
        flow->set_label(label);
        flow->set_subscriber(subscriber);
        flow->set_subscriber_address("198.51.100.7");
        flow->mutable_down()->set_ip_bytes(down_bytes);
        flow->mutable_age()->set_seconds(age_s);
    }
    TopRates rates() const { return top_rates(before_, now_); }
    std::string page(const TopView& view, size_t lines = 40, size_t columns = 80) const {
        std::string text;
        for (const std::string& line : top_page(rates(), view, lines, columns))
            text += line + "\n";
        return text;
    }

    BoxState before_;
    BoxState now_;
};

TEST_F(TopTest, ALinksRateIsWhatItCarriedASecond) {
    before_.links.mutable_links(0)->set_down_ip_bytes(1'000'000);
    now_.links.mutable_links(0)->set_down_ip_bytes(2'000'000);
    now_.links.mutable_links(0)->mutable_ports(0)->set_missed_packets(10);
    const TopRates::Link link = rates().links.at(0);
    EXPECT_DOUBLE_EQ(link.down_bps, 4'000'000);
    EXPECT_DOUBLE_EQ(link.down_share, 0.4);
    EXPECT_DOUBLE_EQ(link.up_share, 0) << "no capacity is stated";
    EXPECT_DOUBLE_EQ(link.lost_pps, 5);
    EXPECT_THAT(page({}), AllOf(HasSubstr("pop1"), HasSubstr("4 Mbit/s"), HasSubstr("  40")));
}

TEST_F(TopTest, AfterARestartOfTheDaemonNothingIsNegative) {
    before_.links.mutable_links(0)->set_down_ip_bytes(1'000'000);
    before_.links.set_time_ns(9'000'000'000);
    EXPECT_DOUBLE_EQ(rates().links.at(0).down_bps, 0);
}

TEST_F(TopTest, FlowsOfALabelAndOfASubscriberAreAddedUp) {
    add_flow(before_, 1, "tls", "s-1", 1'000, 100);
    add_flow(now_, 1, "tls", "s-1", 2'000, 102);
    add_flow(now_, 2, "tls", "s-2", 500, 1);
    add_flow(now_, 3, "bittorrent.peer", "", 9'000'000, 100);  // was too small to be listed before
    const TopRates rates = this->rates();
    ASSERT_EQ(rates.labels.size(), 2u);
    EXPECT_EQ(rates.labels[0].name, "bittorrent.peer");
    EXPECT_DOUBLE_EQ(rates.labels[0].down_bps, 0) << "its bytes are of another time";
    EXPECT_DOUBLE_EQ(rates.labels[1].down_bps, 8 * (1'000 + 500) / 2.0);
    EXPECT_EQ(rates.labels[1].flows, 2u);
    ASSERT_EQ(rates.subscribers.size(), 3u);
    EXPECT_EQ(rates.subscribers[0].name, "198.51.100.7") << "who is no subscriber";
    EXPECT_DOUBLE_EQ(rates.subscribers[1].down_bps, 4'000);
}

TEST_F(TopTest, WhoHasMostComesFirstAndAKeyChangesWhatMostIs) {
    add_flow(now_, 1, "tls", "a-few", 100, 1);
    add_flow(now_, 2, "tls", "much", 90'000, 1);
    add_flow(now_, 3, "tls", "a-few", 100, 1);
    TopView view;
    EXPECT_LT(page(view).find("much"), page(view).find("a-few"));
    EXPECT_TRUE(view.take_key('f'));
    EXPECT_GT(page(view).find("much"), page(view).find("a-few"));
    EXPECT_FALSE(view.take_key('x'));
}

TEST_F(TopTest, AFilterLeavesNamesThatHaveIt) {
    add_flow(now_, 1, "tls", "home-1", 100, 1);
    add_flow(now_, 2, "tls", "shop-1", 100, 1);
    TopView view;
    view.filter = "home";
    EXPECT_THAT(page(view), AllOf(HasSubstr("home-1"), Not(HasSubstr("shop-1"))));
}

TEST_F(TopTest, RulesTellWhatTheyDidASecond) {
    before_.effects.mutable_rules(0)->mutable_did(0)->set_packets(100);
    now_.effects.mutable_rules(0)->mutable_did(0)->set_packets(300);
    TopView view;
    view.take_key('r');
    EXPECT_THAT(page(view), AllOf(HasSubstr("slow"), HasSubstr("dropped"), HasSubstr(" 100")));
}

TEST_F(TopTest, ASegmentNearCongestionIsCalledSo) {
    v1::CongestionSegment* const segment = now_.congestion.add_segments();
    segment->set_name("olt-1");
    v1::SegmentSide* const side = segment->add_sides();
    side->set_direction("down");
    side->set_utilisation(0.83);
    side->set_threshold(0.8);
    side->set_near_congested(true);
    side->set_heavy(2);
    TopView view;
    view.take_key('c');
    EXPECT_THAT(page(view), AllOf(HasSubstr("olt-1"), HasSubstr("83"), HasSubstr("NEAR")));
}

TEST_F(TopTest, APageKeepsToTheTerminal) {
    for (uint64_t i = 0; i < 100; ++i)
        add_flow(now_, i, "tls", "a-subscriber-with-a-long-name-" + std::to_string(i), 100, 1);
    const auto lines = top_page(rates(), {}, 10, 40);
    EXPECT_EQ(lines.size(), 10u);
    for (const std::string& line : lines)
        EXPECT_LE(line.size(), 40u);
}

TEST_F(TopTest, ANameCannotSteerTheTerminal) {
    add_flow(now_, 1, "tls", "s\x1b[2J", 100, 1);
    EXPECT_THAT(page({}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(top_text(rates()), Not(HasSubstr("\x1b")));
}

TEST_F(TopTest, AsJsonItIsTheSame) {
    add_flow(now_, 1, "tls", "s-1", 1'000, 1);
    const auto json = nlohmann::json::parse(top_json(rates()));
    EXPECT_EQ(json["revision"], 7);
    EXPECT_EQ(json["links"][0]["state"], "inspecting");
    EXPECT_EQ(json["subscribers"][0]["down_bps"], 4'000);
}

}  // namespace
}  // namespace sluice
