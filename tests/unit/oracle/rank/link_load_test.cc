// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/link_load.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;

// A sample a second: how often the cost changed.
int changes(LinkLoad& link, uint64_t from_s, uint64_t to_s,
            const std::function<double(uint64_t)>& utilisation) {
    int changes = 0;
    for (uint64_t s = from_s; s < to_s; ++s)
        changes += link.sample(s * kSecondNs, utilisation(s)) ? 1 : 0;
    return changes;
}

TEST(LinkLoad, AnIdleLinkAddsNothing) {
    LinkLoad link({});
    EXPECT_EQ(link.added_cost(), 0);
    EXPECT_EQ(changes(link, 0, 1'000, [](uint64_t) { return 0.2; }), 0);
    EXPECT_EQ(link.added_cost(), 0);
}

TEST(LinkLoad, AddsMoreTheFullerALinkIs) {
    float before = -1;
    for (double utilisation = 0; utilisation <= 1; utilisation += 0.01) {
        LinkLoad link({});
        changes(link, 0, 600, [&](uint64_t) { return utilisation; });
        EXPECT_GE(link.added_cost(), before);
        before = link.added_cost();
    }
    EXPECT_EQ(before, 499);
}

TEST(LinkLoad, IsMultipliedByTheUnit) {
    LinkLoad link({.unit = 0.5F});
    link.sample(1, 0.7);
    EXPECT_EQ(link.added_cost(), 4.5F);
}

TEST(LinkLoad, RisesWithinSecondsAndFallsWithinMinutes) {
    LinkLoad link({});
    changes(link, 0, 100, [](uint64_t) { return 0.1; });
    uint64_t s = 100;
    while (link.added_cost() < 69 && s < 1'000)
        link.sample(s++ * kSecondNs, 1);
    EXPECT_LE(s - 100, 30u);
    changes(link, s, s + 60, [](uint64_t) { return 1.0; });
    const uint64_t calm = s += 60;
    while (link.added_cost() > 0 && s < 10'000)
        link.sample(s++ * kSecondNs, 0.1);
    EXPECT_GE(s - calm, 120u);
    EXPECT_LE(s - calm, 900u);
}

// A swing between an idle and a full link that is faster than peers come and go.
TEST(LinkLoad, StaysPutWhereTheLoadSwingsFast) {
    for (const uint64_t period_s : {2u, 10u, 30u, 60u}) {
        LinkLoad link({});
        changes(link, 0, 300, [&](uint64_t s) { return s % period_s < period_s / 2 ? 1.0 : 0.0; });
        EXPECT_GT(link.added_cost(), 0);
        EXPECT_LE(changes(link, 300, 3'900,
                          [&](uint64_t s) { return s % period_s < period_s / 2 ? 1.0 : 0.0; }),
                  0)
            << period_s << " s";
    }
}

// Whatever the load does, at most one change downwards in five minutes, and as many upwards
// as there were steps to lose.
TEST(LinkLoad, NeverFlipsOftenerThanItIsHeld) {
    for (uint64_t period_s = 2; period_s < 2'000; period_s = period_s * 3 / 2 + 1) {
        LinkLoad link({});
        changes(link, 0, 3'600, [&](uint64_t s) {
            const double phase = static_cast<double>(s) / static_cast<double>(period_s);
            return 0.5 + 0.5 * std::sin(2 * std::numbers::pi * phase);
        });
        std::vector<uint64_t> falls;
        float before = link.added_cost();
        int flips = 0;
        for (uint64_t s = 3'600; s < 7'200; ++s) {
            const double phase = static_cast<double>(s) / static_cast<double>(period_s);
            if (!link.sample(s * kSecondNs, 0.5 + 0.5 * std::sin(2 * std::numbers::pi * phase)))
                continue;
            ++flips;
            if (link.added_cost() < before) {
                if (!falls.empty()) {
                    ASSERT_GE(s - falls.back(), 300u);
                }
                falls.push_back(s);
            }
            before = link.added_cost();
        }
        // A swing of the load is seen as no more than one up and down, over at most four steps.
        EXPECT_LE(flips, 8 * (3'600 / static_cast<int>(period_s) + 1)) << period_s << " s";
        EXPECT_LE(flips, 48) << period_s << " s";
    }
}

// Two links with the load on whichever is ranked cheaper: what herding peers would do, within
// seconds.
TEST(LinkLoad, TwoLinksThatTakeTurnsDoSoSeldom) {
    LinkLoad first({});
    LinkLoad second({});
    int flips = 0;
    bool on_first = true;
    double load = 0;  // of the first; peers move within about 30 s
    for (uint64_t s = 0; s < 7'200; ++s) {
        load += ((on_first ? 0.95 : 0.05) - load) / 30;
        first.sample(s * kSecondNs, load);
        second.sample(s * kSecondNs, 1 - load);
        const bool cheaper = first.added_cost() < second.added_cost() ||
                             (on_first && first.added_cost() == second.added_cost());
        flips += cheaper != on_first ? 1 : 0;
        on_first = cheaper;
    }
    EXPECT_LE(flips, 40);  // in two hours
}

TEST(LinkLoad, LeavesOutWhatIsNoMeasurement) {
    LinkLoad link({});
    EXPECT_FALSE(link.sample(1'000, std::nan("")));
    EXPECT_FALSE(link.sample(1'000, -0.1));
    EXPECT_EQ(link.average(), 0);
    EXPECT_TRUE(link.sample(1'000, 0.5));
    EXPECT_FALSE(link.sample(1'000, 1));
    EXPECT_FALSE(link.sample(999, 1));
    EXPECT_EQ(link.average(), 0.5);
    LinkLoad full({});
    full.sample(1'000, 7);
    EXPECT_EQ(full.average(), 1);
}

TEST(LinkLoad, RefusesSettingsThatItCouldNotFollow) {
    EXPECT_NO_THROW(LinkLoad({.steps = {}}));
    EXPECT_NO_THROW(LinkLoad({.steps = {{0.5, 1}, {1, 2}}}));
    EXPECT_THROW(LinkLoad({.steps = {{0.5, 1}, {0.5, 2}}}), std::invalid_argument);
    EXPECT_THROW(LinkLoad({.steps = {{0.5, 2}, {0.7, 1}}}), std::invalid_argument);
    EXPECT_THROW(LinkLoad({.steps = {{0.05, 1}}}), std::invalid_argument);  // never left
    EXPECT_THROW(LinkLoad({.steps = {{1.1, 1}}}), std::invalid_argument);
    EXPECT_THROW(LinkLoad({.unit = -1}), std::invalid_argument);
    EXPECT_THROW(LinkLoad({.rise_ns = 0}), std::invalid_argument);
    EXPECT_THROW(LinkLoad({.hysteresis = std::nan("")}), std::invalid_argument);
}

}  // namespace
}  // namespace sluice
