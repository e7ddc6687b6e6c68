// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/torrent_file.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/upstream/torrent_samples.h"

namespace sluice {
namespace {

std::optional<TorrentFile> parse(const std::string& text) {
    return parse_torrent_file({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

TEST(TorrentFile, TheHashIsOfTheInfoDictionaryAsItStands) {
    const auto torrent = parse(torrent_text());
    ASSERT_TRUE(torrent);
    EXPECT_FALSE(torrent->is_private);
    // printf 'd6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:AAAAAAAAAAAAAAAAAAAAe' |
    // sha1sum
    EXPECT_EQ(torrent->hashes, std::vector{*InfoHash::parse(kTorrentHash)});
}

TEST(TorrentFile, WhateverIsSaidOfPrivateButZeroIsPrivate) {
    EXPECT_TRUE(parse(torrent_text("7:privatei1e"))->is_private);
    EXPECT_TRUE(parse(torrent_text("7:privatei2e"))->is_private);
    EXPECT_TRUE(parse(torrent_text("7:private1:0"))->is_private) << "no integer at all";
    EXPECT_FALSE(parse(torrent_text("7:privatei0e"))->is_private);
}

TEST(TorrentFile, WhatIsNoMetainfoIsNone) {
    EXPECT_FALSE(parse(""));
    EXPECT_FALSE(parse("de"));
    EXPECT_FALSE(
        parse("d4:infode"
              "e"));
    EXPECT_FALSE(parse("d8:announce3:abc4:infoi5ee"));
    EXPECT_FALSE(parse(torrent_text() + "x")) << "something behind it";
    EXPECT_FALSE(parse("<html>not found</html>"));
}

TEST(TorrentFile, NoTruncationIsOne) {
    const std::string whole = torrent_text("7:privatei1e");
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse(whole.substr(0, n))) << n;
}

}  // namespace
}  // namespace sluice
