// SPDX-License-Identifier: Apache-2.0
// Rules with `when`: they hold while something is so of a subscriber, and nobody touches its flows
// when it begins or ends.
#include "policy/conditions.h"

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

// IP-layer bytes: 20 + 8 + 972.
const std::string kPayload(972, 'x');
constexpr uint64_t kIpBytes = 1'000;

class ConditionsTest : public BoxTest {
 protected:
    // What is so of one subscriber from now on, and nothing else.
    static void set(VirtualBox& wire, const std::string& id,
                    std::initializer_list<std::pair<Condition, Direction>> conditions) {
        Conditions now;
        for (const auto& [condition, direction] : conditions)
            now.set(condition, direction, true);
        wire.subscribers().set_conditions(wire.subscribers().record_of(id), now);
    }

    // What passes of 8 Mbit/s in ten seconds, in bits per second.
    static double offer(VirtualBox& wire, const FrameBytes& frame) {
        uint64_t passed = 0;
        for (int millisecond = 0; millisecond < 10'000; ++millisecond) {
            passed += wire.up(frame) ? kIpBytes : 0;
            wire.pass_ns(1'000'000);
        }
        return static_cast<double>(passed) * 8 / 10;
    }
};

constexpr std::string_view kHeldBack = R"(
congestion: {}
subscribers:
  - { id: a, addresses: 198.18.0.1 }
  - { id: b, addresses: 198.18.0.2 }
rules:
  - name: r
    match: { when: near-congested }
    action: { police: { rate: 1mbps, burst: 10kB } }
)";

TEST_F(ConditionsTest, ARunningFlowIsPolicedFromTheNextPacketOnAndNotAfter) {
    VirtualBox& wire = box(kHeldBack);
    const FrameBytes frame = Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload);
    EXPECT_EQ(offer(wire, frame), 8e6);
    set(wire, "a", {{Condition::near_congested, Direction::up}});
    EXPECT_NEAR(offer(wire, frame), 1e6, 0.02e6);
    EXPECT_EQ(wire.flows()[0]->decision[1].rule, Decision::kNoRule);
    set(wire, "a", {});
    EXPECT_EQ(offer(wire, frame), 8e6);
    EXPECT_EQ(wire.flows().size(), 1u);
    EXPECT_EQ(wire.worker().counters.decisions.get(), 3u) << "one at each change";
    EXPECT_EQ(wire.worker().policer.in_use(), 0u);
}

TEST_F(ConditionsTest, ANeighboursTrafficIsNotTouched) {
    VirtualBox& wire = box(kHeldBack);
    const FrameBytes own = Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload);
    const FrameBytes neighbours = Conversation("198.18.0.2", 1, "198.18.1.1", 9).udp_up(kPayload);
    const FrameBytes strangers = Conversation("198.18.0.3", 1, "198.18.1.1", 9).udp_up(kPayload);
    EXPECT_EQ(offer(wire, neighbours), 8e6);
    EXPECT_EQ(offer(wire, strangers), 8e6);
    set(wire, "a", {{Condition::near_congested, Direction::up}});
    const uint64_t decisions = wire.worker().counters.decisions.get();
    EXPECT_EQ(offer(wire, neighbours), 8e6);
    EXPECT_EQ(offer(wire, strangers), 8e6);
    EXPECT_EQ(wire.worker().counters.decisions.get(), decisions);
    EXPECT_NEAR(offer(wire, own), 1e6, 0.02e6);
}

TEST_F(ConditionsTest, OnlyTheDirectionInWhichItIsSoIsHeldBack) {
    VirtualBox& wire = box(R"(
congestion: {}
subscribers: [{ id: a, addresses: 198.18.0.1 }]
rules: [{ name: r, match: { when: heavy }, action: drop }]
)");
    const Conversation talk("198.18.0.1", 1, "198.18.1.1", 9);
    const auto pass = [&] {
        const bool up = wire.up(talk.udp_up("x")).has_value();
        return std::pair(up, wire.down(talk.udp_down("x")).has_value());
    };
    EXPECT_EQ(pass(), std::pair(true, true));
    set(wire, "a", {{Condition::heavy, Direction::up}});
    EXPECT_EQ(pass(), std::pair(false, true));
    set(wire, "a", {{Condition::heavy, Direction::down}});
    EXPECT_EQ(pass(), std::pair(true, false));
    set(wire, "a", {{Condition::heavy, Direction::up}, {Condition::heavy, Direction::down}});
    EXPECT_EQ(pass(), std::pair(false, false));
    set(wire, "a",
        {{Condition::best_effort, Direction::up}, {Condition::near_congested, Direction::down}});
    EXPECT_EQ(pass(), std::pair(true, true)) << "something else is so";
}

TEST_F(ConditionsTest, OneHomeBehindASharedAddressDoesNotNoticeTheOthers) {
    VirtualBox& wire = box(R"(
congestion: {}
subscribers:
  - { id: a, addresses: 198.18.0.1, ports: { ranges: 1024-2047 } }
  - { id: b, addresses: 198.18.0.1, ports: { ranges: 2048-4095 } }
rules: [{ name: r, match: { when: near-congested }, action: drop }]
)");
    const Conversation of_a("198.18.0.1", 1'024, "198.18.1.1", 9);
    const Conversation of_b("198.18.0.1", 2'048, "198.18.1.1", 9);
    EXPECT_TRUE(wire.up(of_a.udp_up("x")));
    EXPECT_TRUE(wire.up(of_b.udp_up("x")));
    set(wire, "a", {{Condition::near_congested, Direction::up}});
    EXPECT_FALSE(wire.up(of_a.udp_up("x")));
    EXPECT_TRUE(wire.up(of_b.udp_up("x")));
}

TEST_F(ConditionsTest, WhoComesAfterSomebodyInheritsNothing) {
    VirtualBox& wire = box(kHeldBack);
    const FrameBytes frame = Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload);
    set(wire, "a", {{Condition::near_congested, Direction::up}});
    EXPECT_LT(offer(wire, frame), 1.1e6);
    wire.subscribers().remove("a");
    wire.subscribers().put({.id = "c",
                            .tier = {},
                            .group = {},
                            .addresses = {{*Prefix::parse("198.18.0.1"), PortSet::all()}}});
    wire.wait_ms(1'000);
    EXPECT_EQ(offer(wire, frame), 8e6);
}

TEST_F(ConditionsTest, NoFlowDecidesAgainWhereNoRuleAsks) {
    VirtualBox& wire = box(R"(
congestion: {}
subscribers: [{ id: a, addresses: 198.18.0.1 }]
rules: [{ name: r, match: { protocol: tcp }, action: drop }]
)");
    const Conversation talk("198.18.0.1", 1, "198.18.1.1", 9);
    EXPECT_TRUE(wire.up(talk.udp_up("x")));
    set(wire, "a", {{Condition::heavy, Direction::up}});
    EXPECT_TRUE(wire.up(talk.udp_up("x")));
    EXPECT_EQ(wire.worker().counters.decisions.get(), 1u);
}

TEST_F(ConditionsTest, AFlowIsToldThatItsRuleShapes) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { direction: up }, action: { shape: { rate: 1mbps } } }]
)");
    EXPECT_TRUE(wire.up(Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up("x")));
    EXPECT_TRUE(wire.flows()[0]->decision[0].shapes());
    EXPECT_FALSE(wire.flows()[0]->decision[1].shapes());
}

}  // namespace
}  // namespace sluice::test
