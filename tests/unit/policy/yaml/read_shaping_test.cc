// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_shaping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

ShapingSettings shaping(const std::string& text) {
    return policy_of("shaping: " + text).shaping.value();
}

// The one complaint, without its place.
std::string of_shaping(const std::string& text) {
    const auto lines = told_of("shaping: " + text);
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: shaping").size());
}

TEST(Shaping, IsOnWhereverItIsWrittenAndOffElsewhere) {
    EXPECT_EQ(shaping("{}"), ShapingSettings{});
    EXPECT_FALSE(policy_of("rules: []").shaping);
}

TEST(Shaping, HasWhatTheOperatorWrote) {
    const ShapingSettings settings = shaping(R"({
        overhead: { bytes: 20, least: 68, atm: true }, codel: { target: 15ms, interval: 300ms },
        ecn: false, burst: 8ms, best_effort_floor: 12.5%,
        classes: { interactive: [ef, 40], low_priority: le } })");
    EXPECT_EQ(settings.overhead, (Overhead{20, 68, true}));
    EXPECT_EQ(settings.codel_target_ns, 15'000'000u);
    EXPECT_EQ(settings.codel_interval_ns, 300'000'000u);
    EXPECT_FALSE(settings.ecn);
    EXPECT_EQ(settings.burst_ns, 8'000'000u);
    EXPECT_EQ(settings.best_effort_floor_permille, 125u);
    EXPECT_EQ(settings.interactive_dscps, uint64_t{1} << 46 | uint64_t{1} << 40);
    EXPECT_EQ(settings.low_priority_dscps, uint64_t{1} << 1);
}

// Against tc-cake(8).
TEST(Shaping, KnowsWhatAccessNetworksAddToAPacket) {
    const auto overhead = [](const char* name) {
        return shaping("{ overhead: " + std::string(name) + " }").overhead;
    };
    EXPECT_EQ(overhead("ethernet"), (Overhead{38, 84, false}));
    EXPECT_EQ(overhead("ethernet-vlan"), (Overhead{42, 84, false}));
    EXPECT_EQ(overhead("docsis"), (Overhead{18, 64, false}));
    EXPECT_EQ(overhead("ptm"), (Overhead{22, 0, false}));
    EXPECT_EQ(overhead("pppoe"), (Overhead{30, 0, false}));
    EXPECT_EQ(overhead("atm"), (Overhead{32, 0, true}));
    EXPECT_EQ(overhead("pppoe-atm"), (Overhead{40, 0, true}));
    EXPECT_EQ(overhead("pppoa-atm"), (Overhead{10, 0, true}));
    EXPECT_EQ(overhead("ipoa-atm"), (Overhead{16, 0, true}));
}

TEST(Shaping, TellsWhatAnOverheadMayBe) {
    EXPECT_EQ(of_shaping("{ overhead: docsys }"),
              ".overhead: 'docsys' is no overhead; write one that is known, or { bytes: 18, "
              "least: 64 }; did you mean 'docsis'?");
    EXPECT_EQ(of_shaping("{ overhead: gpon }"),
              ".overhead: 'gpon' is no overhead; write ethernet, ethernet-vlan, docsis, ptm, "
              "pppoe, atm, pppoe-atm, pppoa-atm or ipoa-atm, or { bytes: 18, least: 64 }");
    EXPECT_EQ(of_shaping("{ overhead: { least: 64 } }"), ".overhead: 'bytes' is missing");
    EXPECT_EQ(of_shaping("{ overhead: { bytes: -14 } }"),
              ".overhead.bytes: '-14' is no whole number from 0 to 256");
    EXPECT_EQ(of_shaping("{ overhead: { bytes: 1, least: 1501 } }"),
              ".overhead.least: '1501' is no whole number from 0 to 1500");
}

TEST(Shaping, RefusesACodelThatCannotWork) {
    EXPECT_EQ(of_shaping("{ codel: { target: 100ms } }"),
              ".codel: the target is not below the interval; a tenth of it or less is usual");
    EXPECT_EQ(of_shaping("{ codel: { target: 1us } }"), ".codel.target: is not from 100us to 1s");
    EXPECT_EQ(of_shaping("{ codel: { interval: 1m } }"),
              ".codel.interval: is not from 100us to 10s");
    EXPECT_EQ(of_shaping("{ burst: 2s }"), ".burst: is not from 100us to 1s");
    EXPECT_EQ(of_shaping("{ ecn: yes }"), ".ecn: 'yes' is neither true nor false");
}

TEST(Shaping, KeepsAFloorForWhoWasMoved) {
    EXPECT_EQ(of_shaping("{ best_effort_floor: 0% }"),
              ".best_effort_floor: is no share from 0.1% to 99.9%");
    EXPECT_EQ(of_shaping("{ best_effort_floor: 5 }"),
              ".best_effort_floor: '5' has no unit; write 5%");
}

TEST(Shaping, LetsADscpAskForOneClass) {
    EXPECT_EQ(of_shaping("{ classes: { interactive: [ef, cs1], low_priority: [le, cs1] } }"),
              ".classes: DSCP 8 is in both; a DSCP asks for one class");
    const ShapingSettings moved = shaping("{ classes: { interactive: [cs1] } }");
    EXPECT_EQ(moved.interactive_dscps, uint64_t{1} << 8);
    EXPECT_EQ(moved.low_priority_dscps, uint64_t{1} << 1) << "what it was given is its own";
    const ShapingSettings none = shaping("{ classes: { interactive: [], low_priority: [] } }");
    EXPECT_EQ(none.interactive_dscps | none.low_priority_dscps, 0u);
    EXPECT_EQ(of_shaping("{ classes: { interactive: [eff] } }"),
              ".classes.interactive[0]: 'eff' is no DSCP; write le, cs0 to cs7, af11 to af43, va, "
              "ef or 0 to 63; did you mean 'ef'?");
}

TEST(Shaping, TellsWhatItDoesNotKnow) {
    EXPECT_EQ(of_shaping("{ burts: 4ms }"), ": unknown key 'burts'; did you mean 'burst'?");
    EXPECT_EQ(of_shaping("on"), ": expected a mapping, found a single value");
}

}  // namespace
}  // namespace sluice
