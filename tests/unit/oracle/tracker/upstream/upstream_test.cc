// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/upstream/upstream.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "oracle/tracker/upstream/torrent_file.h"
#include "oracle/tracker/upstream/upstream_messages.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"
#include "tests/unit/oracle/tracker/upstream/torrent_samples.h"

namespace sluice {
namespace {

// 203.0.113.5:6881 and what may not be told on: 192.168.1.1, and a port 0.
const std::string kPeers = std::string("\xcb\x00\x71\x05\x1a\xe1", 6) +
                           std::string("\xc0\xa8\x01\x01\x1a\xe1", 6) +
                           std::string("\xcb\x00\x71\x06\x00\x00", 6);
const std::string kAnswer = "d8:intervali1800e5:peers18:" + kPeers + "e";

class Folder {
 public:
    Folder() {
        char path[] = "/tmp/sluice-upstream-XXXXXX";
        path_ = mkdtemp(path);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return path_ / name;
    }
    std::string path() const { return path_; }

 private:
    std::filesystem::path path_;
};

struct Scene {
    explicit Scene(std::string torrent = torrent_text()) {
        folder.write("a.torrent", torrent);
        config.announce = "http://203.0.113.9/announce";
        config.folder = folder.path();
    }
    void announce(const std::string& from, AnnounceEvent event = AnnounceEvent::none) {
        const std::lock_guard lock(tracker.mutex);
        told =
            tracker.tracker.announce({hash, 6'881, event, false}, address(from), now_s, {room, {}});
    }
    std::unique_ptr<Upstream> make() {
        return std::make_unique<Upstream>(
            config, tracker,
            [this](const HttpUrl& url, const FetchOptions&) {
                asked.push_back(url.target);
                if (answer.empty())
                    throw std::runtime_error("203.0.113.9: connection refused");
                return FetchedReply{200, "text/plain", "", answer};
            },
            [this] { return now_s; });
    }

    const InfoHash hash = *InfoHash::parse(kTorrentHash);
    Folder folder;
    UpstreamConfig config;
    SharedTracker tracker{TrackerSettings{}, {1, 2}, 3};
    uint32_t now_s = 10'000;
    std::vector<std::string> asked;
    std::string answer = kAnswer;
    std::array<uint8_t, 600> room;
    AnnounceAnswer told;
};

TEST(Upstream, PeersOfAnotherTrackerAreToldToWhoeverIsInTheSwarm) {
    Scene scene;
    const auto upstream = scene.make();
    EXPECT_FALSE(upstream->ask_for_one()) << "nobody here is in it";
    scene.announce("198.18.0.1");
    EXPECT_EQ(scene.told.ipv4_peers, 0u);
    EXPECT_TRUE(upstream->ask_for_one());
    ASSERT_EQ(scene.asked.size(), 2u);
    EXPECT_NE(scene.asked[0].find("event=started"), std::string::npos);
    EXPECT_NE(scene.asked[1].find("event=stopped"), std::string::npos) << "it is no peer";
    scene.announce("198.18.0.1");
    ASSERT_EQ(scene.told.ipv4_peers, 1u);
    EXPECT_EQ(scene.room[3], 5);
    EXPECT_EQ(upstream->counts().merged, 1u);
    EXPECT_GE(upstream->counts().unfit, 1u);
}

TEST(Upstream, OneSwarmIsAskedForOnceAnInterval) {
    Scene scene;
    const auto upstream = scene.make();
    scene.announce("198.18.0.1");
    EXPECT_TRUE(upstream->ask_for_one());
    scene.now_s += 1'799;
    EXPECT_FALSE(upstream->ask_for_one());
    scene.announce("198.18.0.1");
    scene.now_s += 1;
    EXPECT_TRUE(upstream->ask_for_one());
    scene.answer = "";
    scene.now_s += 1'800;
    scene.announce("198.18.0.1");
    EXPECT_TRUE(upstream->ask_for_one());
    EXPECT_FALSE(upstream->ask_for_one()) << "nor sooner where it did not answer";
    EXPECT_EQ(upstream->counts().failed, 1u);
}

// BEP 27.
TEST(Upstream, APrivateTorrentIsNeverMixedWhateverTheListSays) {
    Scene scene(torrent_text("7:privatei1e"));
    const std::string digits = "0123456789abcdef";
    const std::string file = torrent_text("7:privatei1e");
    const auto torrent =
        parse_torrent_file({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
    ASSERT_TRUE(torrent);
    std::string listed;
    for (const uint8_t byte : torrent->hashes[0].bytes)
        listed += {digits[byte >> 4], digits[byte & 15]};
    scene.config.hash_file =
        scene.folder.write("hashes", listed + "\n" + std::string(kTorrentHash) + "\n");
    const auto upstream = scene.make();
    EXPECT_EQ(upstream->counts().hashes, 1u) << "the other one of the list";
    EXPECT_EQ(upstream->counts().private_files, 1u);
}

TEST(Upstream, ListsAndFoldersAreReadAgain) {
    Scene scene;
    scene.folder.write("b.torrent", "garbage");
    scene.folder.write("c.txt", "no torrent");
    const auto upstream = scene.make();
    EXPECT_EQ(upstream->counts().hashes, 1u);
    EXPECT_EQ(upstream->counts().broken_files, 1u);
    std::filesystem::remove(scene.folder.path() + "/a.torrent");
    upstream->reload();
    scene.announce("198.18.0.1");
    EXPECT_FALSE(upstream->ask_for_one());
    std::filesystem::remove_all(scene.folder.path());
    EXPECT_THROW(upstream->reload(), std::runtime_error);
}

TEST(Upstream, WhoIsKnownByHearsayAloneKeepsNoSwarmAndIsForgotten) {
    Scene scene;
    const auto upstream = scene.make();
    scene.announce("198.18.0.1");
    upstream->ask_for_one();
    scene.announce("198.18.0.1", AnnounceEvent::stopped);
    EXPECT_EQ(scene.tracker.tracker.swarms().count(), 1u);
    scene.now_s += 1'800;
    EXPECT_FALSE(upstream->ask_for_one()) << "nobody here is in it any more";
    for (int i = 0; i < 100; ++i)
        scene.tracker.tracker.sweep(scene.now_s += 60);
    EXPECT_EQ(scene.tracker.tracker.swarms().count(), 0u);
}

TEST(Upstream, WhoAnnouncesItselfIsHearsayNoMore) {
    Scene scene;
    const auto upstream = scene.make();
    scene.announce("198.18.0.1");
    upstream->ask_for_one();
    scene.announce("203.0.113.5");
    scene.announce("198.18.0.1", AnnounceEvent::stopped);
    EXPECT_TRUE(scene.tracker.tracker.has_announced(scene.hash));
    scene.announce("203.0.113.5", AnnounceEvent::stopped);
    EXPECT_FALSE(scene.tracker.tracker.has_announced(scene.hash));
    EXPECT_EQ(scene.tracker.tracker.swarms().count(), 0u);
}

TEST(UpstreamMessages, AnswersAreReadAndNothingElse) {
    const auto parse = [](const std::string& text) {
        return parse_upstream_answer({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
    };
    const auto answer = parse(kAnswer);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->interval_s, 1'800u);
    EXPECT_GE(answer->peers.size(), 1u);
    EXPECT_EQ(answer->peers[0].port, 6'881);
    const auto refusal = parse("d14:failure reason4:full8:retry ini5ee");
    ASSERT_TRUE(refusal);
    EXPECT_TRUE(refusal->is_refusal);
    EXPECT_EQ(refusal->interval_s, 300u);
    for (const char* wrong : {"", "<html>", "de", "d5:filesdee"})
        EXPECT_FALSE(parse(wrong)) << wrong;
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += std::string("\xcb\x00\x71", 3) + static_cast<char>(1 + i % 250) + "\x1a\xe1";
    EXPECT_EQ(parse("d8:intervali60e5:peers3000:" + many + "e")->peers.size(), kMostUpstreamPeers);
}

TEST(UpstreamMessages, ARequestKeepsWhatTheUrlHas) {
    const auto url = *HttpUrl::parse("https://a.example/x/announce?passkey=1");
    const std::string target = upstream_request(url, hash_number(1), false).target;
    EXPECT_TRUE(target.starts_with("/x/announce?passkey=1&info_hash=%00%00")) << target;
    EXPECT_NE(target.find("&peer_id=-SX0000-sluicetracke&port=9&"), std::string::npos) << target;
}

}  // namespace
}  // namespace sluice
