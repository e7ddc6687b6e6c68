// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/bgp_path.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/mrt_samples.h"

namespace sluice {
namespace {

using namespace mrt;

constexpr uint32_t kOwn[] = {64496, 4200000001};

BgpPath path_of(const Data& attributes) {
    const auto path = parse_bgp_path(attributes, kOwn);
    EXPECT_TRUE(path);
    return path.value_or(BgpPath{});
}

TEST(BgpPath, IsTheWayToItsOrigin) {
    const BgpPath path = path_of(usual(sequence({64500, 64501, 4200000010})));
    EXPECT_EQ(path.neighbour_as, 64500u);
    EXPECT_EQ(path.origin_as, 4200000010u);
    EXPECT_EQ(path.as_hops, 3u);
    EXPECT_EQ(path.length, 3u);
    EXPECT_EQ(path.local_pref, 100u);
}

TEST(BgpPath, CountsAPrependedAsOnceAsAHopAndEachTimeAsLength) {
    const BgpPath path = path_of(usual(sequence({64500, 64501, 64501, 64501})));
    EXPECT_EQ(path.as_hops, 2u);
    EXPECT_EQ(path.length, 4u);
}

TEST(BgpPath, BeginsBehindOurOwnAses) {
    const BgpPath path = path_of(usual(sequence({64496, 4200000001, 64500, 64501})));
    EXPECT_EQ(path.neighbour_as, 64500u);
    EXPECT_EQ(path.as_hops, 2u);
}

TEST(BgpPath, OfOurOwnNetworkHasNoHops) {
    for (const Data& segments : {sequence({}), Data{}, sequence({64496})}) {
        const BgpPath path = path_of(usual(segments));
        EXPECT_EQ(path.as_hops, 0u);
        EXPECT_EQ(path.neighbour_as, 0u);
        EXPECT_EQ(path.origin_as, 0u);
    }
    EXPECT_EQ(path_of(origin()).as_hops, 0u) << "as GoBGP tells of what it originates";
}

TEST(BgpPath, HasNoOriginWhereASetEndsIt) {
    const BgpPath path = path_of(usual(sequence({64500}) + set({64501, 64502, 64503})));
    EXPECT_EQ(path.origin_as, 0u);
    EXPECT_EQ(path.length, 2u) << "RFC 4271, section 9.1.2.2: a set counts as one";
    EXPECT_EQ(path_of(usual(sequence({64500}) + set({64501}))).origin_as, 64501u);
}

TEST(BgpPath, DoesNotCountAConfederation) {
    const BgpPath path =
        path_of(usual(segment(3, {65001, 65002}) + segment(4, {65003}) + sequence({64500})));
    EXPECT_EQ(path.neighbour_as, 64500u);
    EXPECT_EQ(path.length, 1u);
}

TEST(BgpPath, TakesWhatAnOldSpeakerCouldNotSayFromAs4Path) {
    const Data old_speakers = origin() + as_path(sequence({64500, 23456, 23456})) +
                              attribute(17, sequence({4200000020, 4200000021}));
    const BgpPath path = path_of(old_speakers);
    EXPECT_EQ(path.neighbour_as, 64500u);
    EXPECT_EQ(path.origin_as, 4200000021u);
    EXPECT_EQ(path.as_hops, 3u);
    // RFC 6793, section 4.2.3: one that is longer than the path is not believed.
    const Data longer =
        origin() + as_path(sequence({23456})) + attribute(17, sequence({4200000020, 4200000021}));
    EXPECT_EQ(path_of(longer).origin_as, 23456u);
}

TEST(BgpPath, OfHigherPreferenceIsBetterAndThenTheShorter) {
    const BgpPath usual_path = path_of(usual(sequence({64500, 64501})));
    const BgpPath longer = path_of(usual(sequence({64500, 64500, 64501})));
    const BgpPath preferred = path_of(usual(sequence({1, 2, 3, 4})) + local_pref(200));
    EXPECT_TRUE(preferred.is_better_than(usual_path));
    EXPECT_TRUE(usual_path.is_better_than(longer));
    EXPECT_FALSE(longer.is_better_than(usual_path));
    EXPECT_FALSE(usual_path.is_better_than(usual_path));
}

TEST(BgpPath, OfManyAsesTakesTheLongForm) {
    std::vector<uint32_t> way(200);
    for (size_t i = 0; i < way.size(); ++i)
        way[i] = static_cast<uint32_t>(100'000 + i);
    const BgpPath path = path_of(usual(sequence(way)));
    EXPECT_EQ(path.as_hops, 200u);
    EXPECT_EQ(path_of(usual(sequence(way) + sequence(way))).as_hops, 254u) << "the most it counts";
    EXPECT_FALSE(parse_bgp_path(usual(sequence(way) + sequence(way) + sequence(way)), kOwn));
}

TEST(BgpPath, IsNothingCutAnywhereButBetweenAttributes) {
    const Data parts[] = {origin(), as_path(sequence({64500, 64501})), local_pref(100)};
    Data whole;
    std::vector<size_t> ends;
    for (const Data& part : parts) {
        whole = whole + part;
        ends.push_back(whole.size());
    }
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_bgp_path(Bytes(whole).first(n), kOwn).has_value(),
                  std::find(ends.begin(), ends.end(), n) != ends.end())
            << n << " bytes";
}

TEST(BgpPath, IsNothingOfSegmentsThatAreNone) {
    EXPECT_FALSE(parse_bgp_path(usual(segment(5, {64500})), kOwn));
    EXPECT_FALSE(parse_bgp_path(usual({2}), kOwn));
    EXPECT_FALSE(parse_bgp_path(usual({2, 2, 0, 0, 0xfb, 0xf4}), kOwn)) << "AS numbers of 16 bits";
    EXPECT_FALSE(parse_bgp_path({}, kOwn));
}

}  // namespace
}  // namespace sluice
