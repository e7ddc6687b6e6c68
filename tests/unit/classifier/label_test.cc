// SPDX-License-Identifier: Apache-2.0
#include "classifier/label.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Label, NamesReadBackAsThemselves) {
    for (size_t i = 0; i < kLabelCount; ++i)
        EXPECT_EQ(parse_label(name(Label(i))), Label(i));
    EXPECT_EQ(name(Label::bittorrent_tracker_udp), "bittorrent.tracker.udp");
    EXPECT_EQ(name(Label::other), "other");
    EXPECT_FALSE(parse_label("BitTorrent"));
    EXPECT_FALSE(parse_label(""));
}

TEST(Label, ANodeHoldsAllBelowIt) {
    EXPECT_TRUE(within(Label::bittorrent_tracker_udp, Label::bittorrent_tracker));
    EXPECT_TRUE(within(Label::bittorrent_tracker_udp, Label::bittorrent));
    EXPECT_TRUE(within(Label::bittorrent, Label::bittorrent));
    EXPECT_FALSE(within(Label::bittorrent, Label::bittorrent_tracker));
    EXPECT_FALSE(within(Label::bittorrent_peer, Label::bittorrent_tracker));
    EXPECT_FALSE(within(Label::unknown, Label::bittorrent));
    EXPECT_TRUE(is_p2p(Label::bittorrent_dht));
    EXPECT_TRUE(is_p2p(Label::kad));
    EXPECT_FALSE(is_p2p(Label::unknown));
    EXPECT_FALSE(is_p2p(Label::suspect_encrypted));
}

TEST(Grade, NamesReadBackAndNoneCannotBeAskedFor) {
    for (size_t i = 1; i < kGradeCount; ++i)
        EXPECT_EQ(parse_grade(name(Grade(i))), Grade(i));
    EXPECT_FALSE(parse_grade("none"));
    EXPECT_LT(Grade::suspect, Grade::exact);
}

}  // namespace
}  // namespace sluice
