// SPDX-License-Identifier: Apache-2.0
#include "control/box_objections.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(BoxObjections, CongestionManagementNeedsUsage) {
    Policy policy;
    DataplaneConfiguration box;
    box.memory.usage_rows = 0;
    EXPECT_TRUE(box_objections(policy, box).empty());
    policy.congestion.emplace();
    const auto objections = box_objections(policy, box);
    ASSERT_EQ(objections.size(), 1u);
    EXPECT_EQ(objections[0].field, "congestion");
    EXPECT_NE(objections[0].message.find("usage.enabled: true"), std::string::npos);
    box.memory.usage_rows = 1'024;
    EXPECT_TRUE(box_objections(policy, box).empty());
}

}  // namespace
}  // namespace sluice
