// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_tag.h"

#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Names = std::vector<std::string>;
using Placed = std::vector<std::pair<Prefix, Pid>>;

const Names kNames{"north", "south"};
const Placed kPlaced{{*Prefix::parse("0.0.0.0/0"), 0}, {*Prefix::parse("198.18.0.0/15"), 1}};

CostMap costs(float north_south, float south_north = 5) {
    CostMap map(2, 0);
    map.set(0, 1, north_south);
    map.set(1, 0, south_north);
    return map;
}

// Of a and b, from the first to the second alone.
CostCalendar calendar(double factor, CostCalendar::Day day = {43'200, 0, 1}, bool turned = false) {
    const std::vector<CostChange> same(CostCalendar::kDayS / day.interval_s);
    std::vector<CostChange> changed = same;
    changed.back().factor = factor;
    const std::vector<uint16_t> row_of =
        turned ? std::vector<uint16_t>{0, 0, 1, 0} : std::vector<uint16_t>{0, 1, 0, 0};
    return CostCalendar(day, CostMap(2), CostMap(2), {row_of, {same, changed}});
}

TEST(TopologyTag, IsWhatRfc7285Allows) {
    const std::string tag = topology_tag(kNames, kPlaced, costs(5));
    EXPECT_EQ(tag.size(), 32u);
    for (const char c : tag)
        EXPECT_TRUE(c >= 0x21 && c <= 0x7e);
}

TEST(TopologyTag, IsTheSameOfTheSame) {
    EXPECT_EQ(topology_tag(kNames, kPlaced, costs(5)), topology_tag(kNames, kPlaced, costs(5)));
    // Called in another order, nothing that is told is another.
    const Names turned{"south", "north"};
    const Placed placed{{*Prefix::parse("0.0.0.0/0"), 1}, {*Prefix::parse("198.18.0.0/15"), 0}};
    EXPECT_EQ(topology_tag(kNames, kPlaced, costs(5, 7)),
              topology_tag(turned, placed, costs(7, 5)));
}

TEST(TopologyTag, CountsHowCostsChangeOverTheDay) {
    const auto tag = [](const CostCalendar& of_day) {
        return topology_tag(kNames, kPlaced, costs(5), &of_day);
    };
    const std::vector<std::string> tags{topology_tag(kNames, kPlaced, costs(5)),
                                        tag(calendar(2)),
                                        tag(calendar(3)),
                                        tag(calendar(2, {43'200, 3'600, 1})),
                                        tag(calendar(2, {43'200, 0, 7})),
                                        tag(calendar(2, {21'600, 0, 1})),
                                        tag(calendar(2, {43'200, 0, 1}, true))};
    for (size_t i = 0; i < tags.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            EXPECT_NE(tags[i], tags[j]) << i << " and " << j;
    const Names turned{"south", "north"};
    const Placed placed{{*Prefix::parse("0.0.0.0/0"), 1}, {*Prefix::parse("198.18.0.0/15"), 0}};
    const CostCalendar same = calendar(2, {43'200, 0, 1}, true);
    EXPECT_EQ(topology_tag(turned, placed, costs(5), &same), tag(calendar(2)));
}

TEST(TopologyTag, IsAnotherWheneverSomethingThatIsToldIs) {
    std::vector<std::string> tags{topology_tag(kNames, kPlaced, costs(5))};
    tags.push_back(topology_tag(kNames, kPlaced, costs(5.5F)));
    tags.push_back(topology_tag(kNames, kPlaced, costs(5, 6)));
    tags.push_back(topology_tag(Names{"north", "south2"}, kPlaced, costs(5)));
    tags.push_back(topology_tag(Names{"northsouth", ""}, kPlaced, costs(5)));
    Placed placed = kPlaced;
    placed[1].second = 0;
    tags.push_back(topology_tag(kNames, placed, costs(5)));
    placed = kPlaced;
    placed[1].first.length = 16;
    tags.push_back(topology_tag(kNames, placed, costs(5)));
    placed = kPlaced;
    placed.pop_back();
    tags.push_back(topology_tag(kNames, placed, costs(5)));
    placed = kPlaced;
    placed[0].first = Prefix{};  // ::/0
    tags.push_back(topology_tag(kNames, placed, costs(5)));
    for (size_t i = 0; i < tags.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            EXPECT_NE(tags[i], tags[j]) << i << " and " << j;
}

}  // namespace
}  // namespace sluice
