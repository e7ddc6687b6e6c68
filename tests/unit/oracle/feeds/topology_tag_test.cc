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
