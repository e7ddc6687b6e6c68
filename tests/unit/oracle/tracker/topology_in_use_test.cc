// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/topology_in_use.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_files.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 10'000;

struct Scene {
    // Of one list of ten peers: how many are of `home`, where the asker is.
    size_t told_of_home() {
        std::array<uint8_t, 60> room;
        AnnounceRequest request{hash_number(1), 6'881, {}, false};
        request.wanted = 10;
        const auto answer =
            tracker.tracker.announce(request, address("192.0.2.250"), kNow, {room, {}});
        EXPECT_EQ(answer.ipv4_peers, 10u);
        size_t near = 0;
        for (size_t i = 0; i < answer.ipv4_peers; ++i)
            near += room[6 * i] == 192 ? 1 : 0;
        return near;
    }

    Scene() {
        for (uint32_t i = 1; i <= 40; ++i) {
            const auto text = std::to_string(i);
            for (const std::string place : {"192.0.2.", "198.51.100.", "203.0.113."})
                tracker.tracker.announce({hash_number(1), 6'881, {}, false}, address(place + text),
                                         kNow, {});
        }
    }

    TopologyFiles files;
    SharedTracker tracker{TrackerSettings{}, {1, 2}, 3};
    std::vector<std::string> told;
    TopologyInUse topology{files.path(), tracker,
                           [this](const std::string& line) { told.push_back(line); }};
};

TEST(TopologyInUse, PeersAreChosenByTheOperatorsFile) {
    Scene scene;
    EXPECT_LT(scene.told_of_home(), 9u) << "before: at random";
    ASSERT_TRUE(scene.topology.load());
    EXPECT_EQ(scene.told_of_home(), 9u);
    EXPECT_TRUE(scene.told.empty());
    EXPECT_EQ(scene.topology.size_text(), "3 locations, 5 prefixes");
    const TopologyState state = scene.topology.state();
    EXPECT_EQ(state.loads, 1u);
    ASSERT_EQ(state.feeds.size(), 1u);
    EXPECT_EQ(state.feeds[0].prefixes, 2u);
}

TEST(TopologyInUse, AFileWithAMistakeLeavesWhatWasBefore) {
    Scene scene;
    ASSERT_TRUE(scene.topology.load());
    scene.files.write("pids: { home: { prefixes: [192.0.2.0/33] } }\n");
    EXPECT_FALSE(scene.topology.load());
    EXPECT_EQ(scene.told_of_home(), 9u);
    ASSERT_FALSE(scene.told.empty());
    EXPECT_NE(scene.told[0].find("topology.yaml:1: "), std::string::npos) << scene.told[0];
    EXPECT_EQ(scene.topology.state().refusals, 1u);
    EXPECT_EQ(scene.topology.state().locations, 3u);
}

TEST(TopologyInUse, AFileThatIsGoneIsToldAndLeavesWhatWasBefore) {
    Scene scene;
    ASSERT_TRUE(scene.topology.load());
    std::filesystem::remove(scene.files.path());
    EXPECT_FALSE(scene.topology.load());
    EXPECT_EQ(scene.told_of_home(), 9u);
    ASSERT_EQ(scene.told.size(), 1u);
}

TEST(TopologyInUse, AnotherFileHoldsForPeersThatAreThere) {
    Scene scene;
    ASSERT_TRUE(scene.topology.load());
    scene.files.write(
        "pids: { home: { prefixes: [198.51.100.0/24, 192.0.2.250/32] }, "
        "elsewhere: { default: true } }\ncosts: { routing: { own: 0, others: 10 } }\n");
    ASSERT_TRUE(scene.topology.load());
    EXPECT_LE(scene.told_of_home(), 1u) << "they are elsewhere now";
}

}  // namespace
}  // namespace sluice
