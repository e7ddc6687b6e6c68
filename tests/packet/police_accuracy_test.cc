// SPDX-License-Identifier: Apache-2.0
// What a policed subscriber gets, whatever it offers: within 3 % of the configured IP-layer rate
// over ten seconds.
#include <vector>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kSeconds = 10;

struct Offer {
    uint64_t rate_bps = 0;
    int flows = 1;
    size_t ip_bytes = 1'500;
    uint32_t at_once = 1;  // packets that arrive at the same instant
    double load = 1.5;     // what is offered beside the rate
};

std::string rate(uint64_t bps) {
    return std::to_string(bps / 1'000) + "kbps";
}

class PoliceAccuracyTest : public BoxTest {
 protected:
    // What passes, beside the rate.
    double passed(const Offer& offer, const std::string& per = "subscriber") {
        VirtualBox& wire =
            box("subscribers: [{ id: s, addresses: [198.18.0.1] }]\n"
                "rules: [{ name: r, match: { protocol: udp }, action: { police: { "
                "per: " +
                per + ", rate: " + rate(offer.rate_bps) + " } } }]\n");
        const std::string payload(offer.ip_bytes - 28, 'x');
        std::vector<FrameBytes> frames;
        for (int flow = 0; flow < offer.flows; ++flow)
            frames.push_back(
                Conversation("198.18.0.1", static_cast<uint16_t>(1'000 + flow), "198.18.1.1", 9)
                    .udp_up(payload));
        const double bits_at_once = 8.0 * static_cast<double>(offer.ip_bytes) * offer.at_once;
        const double interval_ns =
            bits_at_once / (static_cast<double>(offer.rate_bps) * offer.load) * kSecondNs;
        const uint64_t start_ns = wire.now_ns();
        uint64_t packets = 0;
        size_t next = 0;
        std::vector<Arrival> arrivals(offer.at_once);
        for (uint64_t turn = 0;; ++turn) {
            const auto due_ns = static_cast<uint64_t>(static_cast<double>(turn) * interval_ns);
            if (due_ns >= kSeconds * kSecondNs)
                break;
            wire.pass_ns(start_ns + due_ns - wire.now_ns());
            for (Arrival& arrival : arrivals) {
                arrival = {.bytes = frames[next], .port = 0, .verdict = {}};
                next = (next + 1) % frames.size();
            }
            wire.send(arrivals);
            packets += wire.left_by(1).size();
            wire.left_by(1).clear();
        }
        dropped_ = wire.dropped(DropReason::police);
        return static_cast<double>(packets * offer.ip_bytes * 8) /
               (static_cast<double>(offer.rate_bps) * kSeconds);
    }

    uint64_t dropped_ = 0;
};

TEST_F(PoliceAccuracyTest, ASubscriberGetsItsRateOverOneTenAndAHundredFlows) {
    for (const uint64_t rate_bps :
         {256'000ull, 1'000'000ull, 10'000'000ull, 100'000'000ull, 1'000'000'000ull}) {
        for (const int flows : {1, 10, 100}) {
            const uint32_t at_once = rate_bps > 10'000'000 ? 8 : 1;
            EXPECT_NEAR(passed({.rate_bps = rate_bps, .flows = flows, .at_once = at_once}), 1, 0.03)
                << rate_bps << " bit/s, " << flows << " flows";
        }
    }
}

TEST_F(PoliceAccuracyTest, SmallPacketsAndBurstsMakeNoDifference) {
    for (const uint64_t rate_bps : {256'000ull, 10'000'000ull}) {
        EXPECT_NEAR(passed({.rate_bps = rate_bps, .flows = 10, .ip_bytes = 100}), 1, 0.03);
        EXPECT_NEAR(passed({.rate_bps = rate_bps, .flows = 10, .ip_bytes = 600, .load = 20}), 1,
                    0.03);
    }
    EXPECT_NEAR(passed({.rate_bps = 100'000'000, .flows = 10, .at_once = 64, .load = 4}), 1, 0.03);
}

TEST_F(PoliceAccuracyTest, WhoOffersLessThanItsRateLosesNothing) {
    for (const uint64_t rate_bps : {256'000ull, 100'000'000ull}) {
        EXPECT_NEAR(passed({.rate_bps = rate_bps, .flows = 10, .load = 0.98}), 0.98, 0.01);
        EXPECT_EQ(dropped_, 0u);
    }
}

TEST_F(PoliceAccuracyTest, ARulesRateIsAsExact) {
    for (const uint64_t rate_bps : {256'000ull, 10'000'000ull, 100'000'000ull})
        EXPECT_NEAR(passed({.rate_bps = rate_bps, .flows = 10}, "rule"), 1, 0.03) << rate_bps;
}

}  // namespace
}  // namespace sluice::test
