// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_source.h"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

std::string place_of(const Topology& topology, const char* address) {
    const Pid pid = topology.map().find(*IpAddress::parse(address));
    return pid == kNoPid ? "" : topology.map().names()[pid];
}

TEST(TopologySource, PutsTheFileAndItsFeedsTogether) {
    const TopologyFiles files;
    TopologySource source(files.path());
    const auto topology = source.load(kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "192.0.2.1"), "home");
    EXPECT_EQ(place_of(*topology, "198.51.100.1"), "neighbour");
    EXPECT_EQ(place_of(*topology, "2001:db8::1"), "elsewhere");
    const auto feeds = source.feeds(3 * kSecond);
    ASSERT_EQ(feeds.size(), 1u);
    EXPECT_EQ(feeds[0].name, "table");
    EXPECT_EQ(feeds[0].age_s, 2.0);
    EXPECT_EQ(feeds[0].prefixes, 2u);
    EXPECT_FALSE(feeds[0].is_stale);
    EXPECT_TRUE(source.feeds(4'000 * kSecond)[0].is_stale);
}

TEST(TopologySource, AFeedThatVanishesOrLiesLeavesWhatItSaidBefore) {
    TopologyFiles files;
    TopologySource source(files.path());
    ASSERT_TRUE(source.load(kSecond));
    const auto expect_what_it_said_before = [&](const char* now) {
        const auto topology = source.load(5 * kSecond);
        ASSERT_TRUE(topology);
        EXPECT_EQ(place_of(*topology, "198.51.100.1"), "neighbour") << now;
        EXPECT_EQ(source.feeds(6 * kSecond)[0].age_s, 5.0) << now;
        EXPECT_FALSE(source.feeds(6 * kSecond)[0].objection.empty()) << now;
    };
    for (const char* garbage :
         {"", "<html>not found</html>\n", "0.0.0.0\t255.255.255.255\t1\tX\tY\n"}) {
        files.write_feed(garbage);
        expect_what_it_said_before(garbage);
    }
    files.remove_feed();
    expect_what_it_said_before("no file");
}

TEST(TopologySource, AFileThatIsWrongSaysSoAndIsNoTopology) {
    TopologyFiles files;
    TopologySource source(files.path());
    ASSERT_TRUE(source.load(kSecond));
    files.write("pids: { a: { default: true } }\n");
    EXPECT_FALSE(source.load(kSecond));
    ASSERT_EQ(source.complaints().size(), 1u);
    files.write(files.definition());
    EXPECT_TRUE(source.load(kSecond));
    EXPECT_TRUE(source.complaints().empty());
    EXPECT_THROW(TopologySource("/nowhere/t.yaml").load(kSecond), std::runtime_error);
}

}  // namespace
}  // namespace sluice
