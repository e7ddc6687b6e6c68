// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

// IP-layer bytes per frame: 20 + 8 + 972 over IPv4.
const std::string kPayload(972, 'x');
constexpr uint64_t kIpv4Bytes = 1'000;
constexpr uint64_t kIpv6Bytes = 1'020;

class PoliceTest : public BoxTest {
 protected:
    // Ten seconds in which each sender offers a packet every millisecond: 8 Mbit/s each.
    void offer(VirtualBox& wire, const std::vector<std::function<void()>>& senders) {
        for (int millisecond = 0; millisecond < 10'000; ++millisecond) {
            for (const auto& sender : senders)
                sender();
            wire.pass_ns(1'000'000);
        }
    }

    // What passes of a flow, in IP-layer bits per second over the ten seconds.
    struct Meter {
        VirtualBox& wire;
        FrameBytes frame;
        uint64_t ip_bytes;
        bool is_up = true;
        uint32_t lane = 0;
        uint64_t passed = 0;
        void operator()() {
            const auto out = is_up ? wire.up(frame, 0, lane) : wire.down(frame, 0, lane);
            passed += out ? ip_bytes : 0;
        }
        double bps() const { return static_cast<double>(passed) * 8 / 10; }
    };
};

TEST_F(PoliceTest, PerFlowHoldsEachFlowToTheRate) {
    VirtualBox& wire = box(R"(
rules:
  - { name: r, match: { protocol: udp }, action: { police: { per: flow, rate: 2mbps } } }
)",
                           {.workers = 2});
    Meter first{wire, Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload), kIpv4Bytes};
    Meter second{wire, Conversation("198.18.0.1", 2, "198.18.1.1", 9).udp_up(kPayload), kIpv4Bytes};
    offer(wire, {std::ref(first), std::ref(second)});
    EXPECT_NEAR(first.bps(), 2e6, 0.02e6);
    EXPECT_NEAR(second.bps(), 2e6, 0.02e6);
    EXPECT_GT(wire.dropped(DropReason::police), 0u);
}

TEST_F(PoliceTest, PerSubscriberHoldsAllItsAddressesToOneRate) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: s, addresses: [198.18.0.1, "2001:db8:1::/56"] }
rules:
  - { name: r, match: {}, action: { police: { per: subscriber, rate: 4mbps } } }
)",
                           {.workers = 2});
    Meter over_ipv4{wire, Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload),
                    kIpv4Bytes};
    Meter over_ipv6{wire, Conversation("2001:db8:1:7::1", 1, "2001:db8:f::1", 9).udp_up(kPayload),
                    kIpv6Bytes, true, 1};
    Meter another{wire, Conversation("198.18.0.2", 1, "198.18.1.1", 9).udp_up(kPayload),
                  kIpv4Bytes};
    Meter back{wire, Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_down(kPayload), kIpv4Bytes,
               false};
    offer(wire, {std::ref(over_ipv4), std::ref(over_ipv6), std::ref(another), std::ref(back)});
    EXPECT_NEAR(over_ipv4.bps() + over_ipv6.bps(), 4e6, 0.04e6);
    EXPECT_NEAR(another.bps(), 4e6, 0.04e6);
    EXPECT_NEAR(back.bps(), 4e6, 0.04e6) << "each direction has the rate by itself";
}

TEST_F(PoliceTest, PerRuleHoldsAllSubscribersOfAllWorkersToOneRate) {
    VirtualBox& wire = box(R"(
rules:
  - { name: r, match: { protocol: udp }, action: { police: { per: rule, rate: 10mbps } } }
)",
                           {.workers = 2});
    std::vector<Meter> meters;
    std::array<int, 2> of_worker{};
    for (int i = 1; i <= 6; ++i) {
        const std::string subscriber = "198.18.0." + std::to_string(i);
        of_worker[wire.owner(subscriber)]++;
        meters.push_back(
            {wire, Conversation(subscriber, 1, "198.18.1.1", 9).udp_up(kPayload), kIpv4Bytes});
    }
    ASSERT_GT(of_worker[0], 0);
    ASSERT_GT(of_worker[1], 0);
    std::vector<std::function<void()>> senders;
    for (Meter& meter : meters)
        senders.emplace_back(std::ref(meter));
    offer(wire, senders);
    double sum = 0;
    for (const Meter& meter : meters)
        sum += meter.bps();
    EXPECT_NEAR(sum, 10e6, 0.3e6);
}

TEST_F(PoliceTest, TwoLocalPeersAreEachUnderTheirOwnLimit) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: slow, addresses: [198.18.0.1] }
  - { id: fast, group: fast, addresses: [198.18.0.2] }
rules:
  - { name: f, match: { group: fast }, action: { police: { per: subscriber, rate: 6mbps } } }
  - { name: s, match: {}, action: { police: { per: subscriber, rate: 2mbps } } }
)",
                           {.workers = 2});
    // The same frame passes twice: upwards for its sender, and down again for its receiver.
    const FrameBytes to_fast = Conversation("198.18.0.1", 5, "198.18.0.2", 6).udp_up(kPayload);
    const FrameBytes to_slow = Conversation("198.18.0.2", 6, "198.18.0.1", 5).udp_up(kPayload);
    Meter slow_up{wire, to_fast, kIpv4Bytes};
    Meter fast_down{wire, to_fast, kIpv4Bytes, false};
    Meter fast_up{wire, to_slow, kIpv4Bytes};
    Meter slow_down{wire, to_slow, kIpv4Bytes, false};
    offer(wire, {std::ref(slow_up), std::ref(fast_down), std::ref(fast_up), std::ref(slow_down)});
    EXPECT_NEAR(slow_up.bps(), 2e6, 0.02e6);
    EXPECT_NEAR(slow_down.bps(), 2e6, 0.02e6);
    EXPECT_NEAR(fast_up.bps(), 6e6, 0.06e6);
    EXPECT_NEAR(fast_down.bps(), 6e6, 0.06e6);
    EXPECT_EQ(wire.flows(0).size() + wire.flows(1).size(), 2u);
}

TEST_F(PoliceTest, WithoutABucketLeftPacketsAreForwardedAndCounted) {
    VirtualBox& wire = box(R"(
rules:
  - { name: r, match: {}, action: { police: { per: flow, rate: 1mbps } } }
)",
                           {.police_buckets = 4});
    for (uint16_t port = 1; port <= 10; ++port) {
        const FrameBytes frame = Conversation("198.18.0.1", port, "198.18.1.1", 9).udp_up("x");
        EXPECT_TRUE(wire.up(frame));
    }
    EXPECT_EQ(wire.worker().policer.in_use(), 4u);
    // Two flows have both of their buckets, the other eight have none for either direction.
    EXPECT_EQ(wire.worker().counters.police_buckets_exhausted.get(), 16u);
}

TEST_F(PoliceTest, ANewPolicyWithTheSameRuleGivesNoNewBurst) {
    constexpr std::string_view kPolicy = R"(
rules:
  - { name: r, match: {}, action: { police: { rate: 1mbps, burst: 10kB } } }
)";
    VirtualBox& wire = box(kPolicy);
    const FrameBytes frame = Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_up(kPayload);
    int passed = 0;
    for (int i = 0; i < 40; ++i) {
        passed += wire.up(frame).has_value();
        wire.publish(kPolicy);
    }
    EXPECT_EQ(passed, 10);
}

}  // namespace
}  // namespace sluice::test
