// SPDX-License-Identifier: Apache-2.0
#include "policy/policer.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "policy/hash.h"
#include "policy/shared_credit.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kStart = 1'000 * kSecond;

Police police(PoliceScope per, uint64_t rate_bps) {
    return {per, rate_bps, std::max<uint64_t>(1500, rate_bps / 20 / 8)};
}

// Offers packets of that size at twice the rate for that long; the bytes that passed.
uint64_t passed_bytes(Policer& policer, uint32_t bucket, uint64_t rate_bps, uint32_t bytes,
                      uint64_t duration_ns) {
    const double gap_ns = bytes * 8e9 / (2.0 * static_cast<double>(rate_bps));
    uint64_t passed = 0;
    for (double at = 0; at < static_cast<double>(duration_ns); at += gap_ns) {
        if (policer.conforms(bucket, bytes, kStart + static_cast<uint64_t>(at)))
            passed += bytes;
    }
    return passed;
}

class PolicerAccuracy : public testing::TestWithParam<PoliceScope> {};

TEST_P(PolicerAccuracy, IsWithinAPercentFrom256KilobitsToTenGigabits) {
    for (const uint64_t rate_bps :
         {256'000ull, 2'000'000ull, 97'000'001ull, 1'000'000'000ull, 10'000'000'000ull}) {
        for (const uint32_t bytes : {64u, 576u, 1500u}) {
            // Ten seconds, or less if that is more than 100,000 packets.
            const auto rate = static_cast<double>(rate_bps);
            const double seconds = std::min(10.0, 100'000 * bytes * 8 / rate);
            Policer policer(4, make_shared_credit(1));
            const Police limit = police(GetParam(), rate_bps);
            const uint32_t bucket = policer.acquire(limit, 1, 2, Direction::up, kStart);
            // The burst passes first: what the bucket earns while it is empty is the rate.
            while (policer.conforms(bucket, bytes, kStart))
                continue;
            const uint64_t passed = passed_bytes(policer, bucket, rate_bps, bytes,
                                                 static_cast<uint64_t>(seconds * kSecond));
            const double expected = rate / 8 * seconds;
            EXPECT_NEAR(static_cast<double>(passed), expected, expected / 100)
                << rate_bps << " bit/s, " << bytes << " bytes";
        }
    }
}

TEST_P(PolicerAccuracy, NeverLetsMoreThanTheBurstAndTheRatePassInAnyWindow) {
    constexpr uint64_t kRateBps = 5'000'000;
    const Police limit = police(GetParam(), kRateBps);
    Policer policer(4, make_shared_credit(1));
    const uint32_t bucket = policer.acquire(limit, 1, 2, Direction::up, kStart);
    std::mt19937_64 random(3);
    std::vector<std::pair<uint64_t, uint64_t>> passed;  // time, bytes so far
    uint64_t now = kStart;
    uint64_t total = 0;
    for (int i = 0; i < 4000; ++i) {
        now += random() % 7 == 0 ? random() % 80'000'000 : random() % 300'000;
        const auto bytes = static_cast<uint32_t>(64 + random() % 1437);
        if (!policer.conforms(bucket, bytes, now))
            continue;
        passed.emplace_back(now, total);
        total += bytes;
    }
    for (size_t i = 0; i < passed.size(); i += 7) {
        for (size_t j = i + 1; j < std::min(passed.size(), i + 200); ++j) {
            const uint64_t window_ns = passed[j - 1].first - passed[i].first;
            // A byte: the shared credit rounds its burst up to a nanosecond of the rate.
            const uint64_t allowed = limit.burst_bytes + window_ns * kRateBps / 8 / kSecond + 1;
            ASSERT_LE(passed[j].second - passed[i].second, allowed);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Scopes, PolicerAccuracy,
                         testing::Values(PoliceScope::subscriber, PoliceScope::rule),
                         [](const auto& instance) {
                             return instance.param == PoliceScope::rule ? "rule" : "subscriber";
                         });

// Workers that take turns at one rule's rate, each offered its share of eight times the rate.
constexpr double kOverload = 8;
uint64_t passed_by_workers(const std::vector<double>& shares, uint64_t rate_bps, uint32_t bytes,
                           uint64_t duration_ns, bool spend_burst) {
    const auto credit = make_shared_credit(1);
    const Police limit{PoliceScope::rule, rate_bps, rate_bps / 10 / 8};
    const double gap_ns = bytes * 8e9 / (kOverload * static_cast<double>(rate_bps));
    std::vector<std::unique_ptr<Policer>> workers;
    std::vector<double> next_ns;
    std::vector<uint32_t> buckets;
    for (size_t i = 0; i < shares.size(); ++i) {
        workers.push_back(std::make_unique<Policer>(2, credit));
        buckets.push_back(workers[i]->acquire(limit, 9, i, Direction::down, kStart));
        next_ns.push_back(static_cast<double>(i) * gap_ns);
        while (spend_burst && workers[i]->conforms(buckets[i], bytes, kStart))
            continue;
    }
    uint64_t passed = 0;
    while (true) {
        const size_t turn =
            static_cast<size_t>(std::min_element(next_ns.begin(), next_ns.end()) - next_ns.begin());
        if (next_ns[turn] >= static_cast<double>(duration_ns))
            return passed;
        if (workers[turn]->conforms(buckets[turn], bytes,
                                    kStart + static_cast<uint64_t>(next_ns[turn])))
            passed += bytes;
        next_ns[turn] += gap_ns / shares[turn];
    }
}

TEST(PolicerPerRule, OneToSixteenWorkersUnevenlyLoadedKeepTheRate) {
    const std::vector<std::vector<double>> loads = {
        {1.0},
        {0.5, 0.5},
        {0.97, 0.01, 0.01, 0.01},
        {0.6, 0.1, 0.1, 0.1, 0.05, 0.05},
        std::vector<double>(16, 1.0 / 16),
    };
    for (const auto& shares : loads) {
        for (const uint64_t rate_bps : {256'000ull, 50'000'000ull}) {
            const uint64_t passed = passed_by_workers(shares, rate_bps, 1500, 10 * kSecond, true);
            const double expected = static_cast<double>(rate_bps) / 8 * 10;
            EXPECT_NEAR(static_cast<double>(passed), expected, expected / 100)
                << shares.size() << " workers, " << rate_bps << " bit/s";
        }
    }
}

TEST(PolicerPerRule, WorkersTogetherHaveOneBurst) {
    const uint64_t rate_bps = 20'000'000;
    const uint64_t burst = rate_bps / 10 / 8;
    const uint64_t passed =
        passed_by_workers(std::vector<double>(16, 1.0 / 16), rate_bps, 1500, kSecond, false);
    EXPECT_LE(passed, burst + rate_bps / 8 + 1);
    EXPECT_GE(passed, rate_bps / 8);
}

// Workers wait for each other while one joins.
TEST(PolicerPerRule, FindsTheRatesOfAFullPolicyWithoutLookingAtAll) {
    constexpr uint32_t kRates = 80'000;
    SharedCredit credit(kRates);
    std::vector<SharedRate*> rates;
    for (uint32_t rate = 0; rate < kRates; ++rate)
        rates.push_back(credit.join(mix(rate), 1, kStart));
    for (uint32_t rate = 0; rate < kRates; ++rate)
        ASSERT_EQ(credit.join(mix(rate), 1, kStart), rates[rate]);
    std::sort(rates.begin(), rates.end());
    EXPECT_NE(rates.front(), nullptr);
    EXPECT_EQ(std::unique(rates.begin(), rates.end()), rates.end());
}

TEST(PolicerPerRule, ARateThatNobodyUsesGivesItsPlaceToAnother) {
    SharedCredit credit(2);
    SharedRate* const first = credit.join(1, 1, kStart);
    SharedRate* const second = credit.join(2, 1, kStart);
    EXPECT_EQ(credit.join(3, 1, kStart), nullptr);
    credit.leave(first);
    EXPECT_EQ(credit.join(1, 1, kStart), first) << "kept until another needs it";
    credit.leave(first);
    EXPECT_EQ(credit.join(4, 1, kStart), first);
    EXPECT_EQ(credit.join(1, 1, kStart), nullptr);
    EXPECT_EQ(credit.join(2, 1, kStart), second);
}

TEST(PolicerPerRule, DirectionsHaveARateEach) {
    Policer policer(4, make_shared_credit(1));
    const Police limit = police(PoliceScope::rule, 64'000);
    const uint32_t up = policer.acquire(limit, 1, 0, Direction::up, kStart);
    const uint32_t down = policer.acquire(limit, 1, 0, Direction::down, kStart);
    EXPECT_TRUE(policer.conforms(up, 1500, kStart));
    EXPECT_FALSE(policer.conforms(up, 1500, kStart));
    EXPECT_TRUE(policer.conforms(down, 1500, kStart));
}

TEST(PolicerPerRule, AClockThatWasSetBackDoesNotStopTheRate) {
    Policer policer(4, make_shared_credit(1));
    const Police limit = police(PoliceScope::rule, 8'000'000);
    const uint32_t bucket = policer.acquire(limit, 1, 0, Direction::up, kStart);
    while (policer.conforms(bucket, 1500, kStart))
        continue;
    EXPECT_FALSE(policer.conforms(bucket, 1500, 5 * kSecond));
    EXPECT_TRUE(policer.conforms(bucket, 1500, 5 * kSecond + 1'600'000));
}

TEST(Policer, FlowsOfOneSubscriberShareABucketAndOthersHaveTheirOwn) {
    Policer policer(8, make_shared_credit(1));
    const Police limit = police(PoliceScope::subscriber, 64'000);
    const uint32_t first = policer.acquire(limit, 1, 100, Direction::up, kStart);
    EXPECT_EQ(policer.acquire(limit, 1, 100, Direction::up, kStart), first);
    EXPECT_NE(policer.acquire(limit, 1, 101, Direction::up, kStart), first);
    EXPECT_NE(policer.acquire(limit, 1, 100, Direction::down, kStart), first);
    EXPECT_NE(policer.acquire(limit, 2, 100, Direction::up, kStart), first) << "a changed rule";
    EXPECT_EQ(policer.in_use(), 4u);
}

TEST(Policer, CountsWhenNoBucketIsLeftAndLetsThePacketPass) {
    Policer policer(1, make_shared_credit(1));
    const Police limit = police(PoliceScope::flow, 64'000);
    const uint32_t first = policer.acquire(limit, 1, 1, Direction::up, kStart);
    const uint32_t second = policer.acquire(limit, 1, 2, Direction::up, kStart);
    EXPECT_EQ(second, Policer::kNoBucket);
    EXPECT_EQ(policer.exhausted().get(), 1u);
    EXPECT_TRUE(policer.conforms(second, 65'535, kStart));
    policer.release(second);
    policer.release(first);
    EXPECT_EQ(policer.in_use(), 0u);
    EXPECT_NE(policer.acquire(limit, 1, 2, Direction::up, kStart), Policer::kNoBucket);
}

TEST(Policer, AFlowThatComesBackGetsNoNewBurst) {
    Policer policer(2, make_shared_credit(1));
    const Police limit = police(PoliceScope::subscriber, 64'000);
    const uint32_t bucket = policer.acquire(limit, 1, 1, Direction::up, kStart);
    EXPECT_TRUE(policer.conforms(bucket, 1500, kStart));
    policer.release(bucket);
    const uint32_t again = policer.acquire(limit, 1, 1, Direction::up, kStart);
    EXPECT_FALSE(policer.conforms(again, 1500, kStart));
}

TEST(Policer, ABucketOfSomebodyElseStartsFull) {
    Policer policer(1, make_shared_credit(1));
    const Police limit = police(PoliceScope::subscriber, 64'000);
    const uint32_t bucket = policer.acquire(limit, 1, 1, Direction::up, kStart);
    EXPECT_TRUE(policer.conforms(bucket, 1500, kStart));
    policer.release(bucket);
    const uint32_t other = policer.acquire(limit, 1, 2, Direction::up, kStart);
    EXPECT_TRUE(policer.conforms(other, 1500, kStart));
}

// Any sequence of comings and goings: a key has one bucket, a bucket one key.
TEST(Policer, KeepsItsBooksThroughALongChurn) {
    Policer policer(64, make_shared_credit(40));
    const Police own = police(PoliceScope::flow, 64'000);
    const Police whole = police(PoliceScope::rule, 64'000);
    std::mt19937_64 random(11);
    std::vector<std::pair<uint64_t, uint32_t>> held;
    for (int i = 0; i < 50'000; ++i) {
        if (!held.empty() && random() % 2 == 0) {
            std::swap(held[random() % held.size()], held.back());
            policer.release(held.back().second);
            held.pop_back();
            continue;
        }
        const uint64_t key = random() % 100;
        const bool shared = key < 10;
        const uint32_t bucket =
            policer.acquire(shared ? whole : own, key, key, Direction::up, kStart);
        if (bucket == Policer::kNoBucket)
            continue;
        for (const auto& [other, at] : held)
            ASSERT_EQ(other == key, at == bucket);
        held.emplace_back(key, bucket);
    }
    for (const auto& [key, bucket] : held)
        policer.release(bucket);
    EXPECT_EQ(policer.in_use(), 0u);
}

TEST(RuleKey, MovesWithTheRateAndStaysWithTheMatch) {
    Rule rule{"a", {}, {.drop = false, .police = police(PoliceScope::rule, 64'000), .dscp = {}}};
    const uint64_t key = rule_key(rule);
    rule.match.protocol = 6;
    rule.action.dscp = 1;
    EXPECT_EQ(rule_key(rule), key);
    rule.action.police->rate_bps += 1;
    EXPECT_NE(rule_key(rule), key);
    rule.action.police->rate_bps -= 1;
    rule.action.police->per = PoliceScope::flow;
    EXPECT_NE(rule_key(rule), key);
    rule.action.police->per = PoliceScope::rule;
    rule.name = "b";
    EXPECT_NE(rule_key(rule), key);
}

TEST(RuleKey, MovesWithEverythingThatShapes) {
    Rule rule{"a", {}, {.drop = false, .police = {}, .dscp = {}, .shape = Shape{}}};
    std::set<uint64_t> keys;
    Shape& shape = *rule.action.shape;
    const auto is_another = [&] { return keys.insert(rule_key(rule)).second; };
    EXPECT_TRUE(is_another());
    shape.traffic_class = TrafficClass::interactive;
    EXPECT_TRUE(is_another());
    shape.traffic_class = TrafficClass::low_priority;
    EXPECT_TRUE(is_another());
    shape.rate_bps = 1'000'000;
    EXPECT_TRUE(is_another());
    shape.weight_permille = 200;
    EXPECT_TRUE(is_another());
    shape.guaranteed_bps = 128'000;
    EXPECT_TRUE(is_another());
    rule.match.protocol = 6;
    rule.action.dscp = 1;
    EXPECT_FALSE(is_another()) << "neither does the match nor the mark";
}

}  // namespace
}  // namespace sluice
