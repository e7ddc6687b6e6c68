// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/mmdb_sample.h"
#include "tests/unit/oracle/feeds/mrt_samples.h"

namespace sluice {
namespace {

using testing::ElementsAre;

class FeedFile : public testing::Test {
 protected:
    FeedFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "feed-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~FeedFile() override { std::filesystem::remove_all(folder_); }

    FeedTable read(FeedFormat format, Bytes bytes) {
        const std::string name = folder_ + "/feed";
        std::ofstream(name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return read_feed_file({"x", format, name, {}, {}}, {{64496}, {}, {}, {}});
    }

    std::string folder_;
};

TEST_F(FeedFile, IsReadByItsFormat) {
    const auto mrt = mrt::peer_index({64500}) + mrt::one_route("192.0.2.0/24", {64496, 64500});
    EXPECT_THAT(read(FeedFormat::mrt, mrt).entries,
                ElementsAre(of_path("192.0.2.0/24", 1, 64500, 64500)));
    EXPECT_THAT(read(FeedFormat::ip_to_as, bytes_of("192.0.2.0\t192.0.2.255\t64500\n")).entries,
                ElementsAre(of_origin("192.0.2.0/24", 64500)));
    EXPECT_THAT(read(FeedFormat::geofeed, bytes_of("192.0.2.0/24,DE,DE-HH,,\n")).entries,
                ElementsAre(of_place("192.0.2.0/24", "DE-HH")));
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    EXPECT_THAT(read(FeedFormat::mmdb, sample.bytes()).entries,
                ElementsAre(of_origin("192.0.2.0/24", 64500)));
}

TEST_F(FeedFile, ThatCannotBeReadIsABrokenTable) {
    const auto broken = [&](const std::string& name) {
        return read_feed_file({"x", FeedFormat::mrt, name, {}, {}}, {}).counts.broken;
    };
    EXPECT_EQ(broken(folder_ + "/none"),
              "cannot read " + folder_ + "/none: No such file or directory");
    EXPECT_EQ(broken(folder_), "cannot read " + folder_ + ": Is a directory");
}

}  // namespace
}  // namespace sluice
