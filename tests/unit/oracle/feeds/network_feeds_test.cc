// SPDX-License-Identifier: Apache-2.0
// Feeds that are asked over the network, and the topology that is made of them.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/feeds/topology_source.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint64_t kSecond = 1'000'000'000;

// What the other side would say, if it is asked. Any thread.
class OtherSide {
 public:
    void says(FeedTable table) {
        const std::lock_guard lock(mutex_);
        table_ = std::move(table);
    }
    void is_silent(bool silent) {
        const std::lock_guard lock(mutex_);
        is_silent_ = silent;
        changed_.notify_all();
    }
    bool is_silent() {
        const std::lock_guard lock(mutex_);
        return is_silent_;
    }
    unsigned times_asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    FeedTable answer(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.wait(lock, stop, [&] { return !is_silent_; });
        if (stop.stop_requested())
            throw std::runtime_error("left");
        return table_;
    }

 private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    FeedTable table_;
    bool is_silent_ = false;
    unsigned asked_ = 0;
};

class FakeFeed : public NetworkFeed {
 public:
    explicit FakeFeed(OtherSide& other) : other_(other) {}
    FeedTable read(const std::stop_token& stop) override { return other_.answer(stop); }

 private:
    OtherSide& other_;
};

FeedTable neighbours_routes(size_t count = 1) {
    std::vector<FeedEntry> entries;
    for (size_t i = 0; i < count; ++i)
        entries.push_back(of_path("198.18." + std::to_string(i) + ".0/24", 1, 64497, 64497));
    return table_with(entries);
}

FeedTable broken_table() {
    FeedTable table;
    table.counts.broken = "nobody is there";
    return table;
}

class NetworkFeeds : public testing::Test {
 protected:
    NetworkFeeds() { files_.write(definition()); }

    static std::string definition(const std::string& every = "10s") {
        return "own_as: 64496\n"
               "pids: { neighbour: { origin: 64497 }, elsewhere: { default: true } }\n"
               "costs: { routing: { own: 0, others: 10 } }\n"
               "feeds: [{ name: bgp, format: gobgp, address: \"127.0.0.1:50051\", every: " +
               every + ", stale_after: 1m }]\n";
    }

    // What refresh() gives once the reading under way has ended, as it will in ten seconds.
    std::shared_ptr<const Topology> refresh(uint64_t now_ns) {
        for (int i = 0; i < 10'000 && !other_.is_silent() && source_.is_waiting(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return source_.refresh(now_ns);
    }

    static std::string place_of(const Topology& topology, const char* address) {
        return topology.map().names()[topology.map().find(*IpAddress::parse(address))];
    }

    TopologyFiles files_;
    OtherSide other_;
    TopologySource source_{files_.path(), [this](const FeedSource&, const Neighbours&) {
                               return std::make_unique<FakeFeed>(other_);
                           }};
};

TEST_F(NetworkFeeds, AreInTheFirstTopology) {
    other_.says(neighbours_routes());
    const auto topology = source_.load(kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "198.18.0.1"), "neighbour");
    EXPECT_EQ(topology->origin(*IpAddress::parse("198.18.0.1"))->as, 64497u);
    EXPECT_EQ(source_.feeds(3 * kSecond)[0].prefixes, 1u);
}

TEST_F(NetworkFeeds, AreAskedAgainWhenItIsTimeAndMakeATopologyWhenTheySaySomethingElse) {
    other_.says(neighbours_routes(2));
    ASSERT_TRUE(source_.load(kSecond));
    EXPECT_FALSE(refresh(10 * kSecond));
    EXPECT_EQ(other_.times_asked(), 1u) << "not yet";
    EXPECT_FALSE(refresh(11 * kSecond)) << "asked now, answered later";
    EXPECT_FALSE(refresh(12 * kSecond)) << "it said the same";
    EXPECT_EQ(other_.times_asked(), 2u);
    EXPECT_EQ(source_.feeds(13 * kSecond)[0].age_s, 1.0);
    other_.says(neighbours_routes(1));
    EXPECT_FALSE(refresh(21 * kSecond));
    const auto topology = refresh(22 * kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "198.18.0.1"), "neighbour");
    EXPECT_EQ(place_of(*topology, "198.18.1.1"), "elsewhere") << "withdrawn";
    EXPECT_THAT(source_.take_news(), IsEmpty());
}

TEST_F(NetworkFeeds, ThatVanishOrLieLeaveWhatTheySaidBefore) {
    other_.says(neighbours_routes(10));
    ASSERT_TRUE(source_.load(kSecond));
    FeedTable default_only = table_with({of_path("0.0.0.0/0", 1, 64497, 64497)});
    uint64_t now = 11 * kSecond;
    for (const FeedTable& wrong :
         {broken_table(), FeedTable{}, default_only, neighbours_routes(4)}) {  // the rest flaps
        other_.says(wrong);
        EXPECT_FALSE(refresh(now));
        EXPECT_FALSE(refresh(now + kSecond));
        EXPECT_EQ(source_.take_news().size(), 1u) << "each says another thing";
        now += 20 * kSecond;
    }
    EXPECT_EQ(source_.feeds(now)[0].prefixes, 10u);
    EXPECT_EQ(source_.feeds(now)[0].age_s, static_cast<double>(now - kSecond) / 1e9);
    EXPECT_TRUE(source_.feeds(now)[0].is_stale);
    EXPECT_FALSE(source_.feeds(now)[0].objection.empty());
    other_.says(neighbours_routes(10));
    EXPECT_FALSE(refresh(now));
    EXPECT_FALSE(refresh(now + kSecond)) << "the same as was believed";
    EXPECT_THAT(source_.take_news(), ElementsAre("feed bgp: is believed again"));
    EXPECT_FALSE(source_.feeds(now + kSecond)[0].is_stale);
}

TEST_F(NetworkFeeds, ThatFlapLeaveTheMapAsItIs) {
    other_.says(neighbours_routes(10));
    ASSERT_TRUE(source_.load(kSecond));
    uint64_t now = 11 * kSecond;
    for (int i = 0; i < 6; ++i, now += 10 * kSecond) {
        const bool is_up = i % 2 == 0;
        other_.says(is_up ? neighbours_routes(10) : broken_table());
        EXPECT_FALSE(refresh(now));
        EXPECT_FALSE(refresh(now + kSecond)) << i;
        const FeedState state = source_.feeds(now + kSecond)[0];
        EXPECT_EQ(state.prefixes, 10u) << i;
        EXPECT_EQ(state.age_s, is_up ? 0.0 : 10.0) << "since it was last believed";
        EXPECT_EQ(state.objection.empty(), is_up) << i;
    }
}

TEST_F(NetworkFeeds, ThatAreSilentHoldNobodyUp) {
    other_.says(neighbours_routes());
    ASSERT_TRUE(source_.load(kSecond));
    other_.is_silent(true);
    for (uint64_t now = 11; now < 100; now += 10)
        EXPECT_FALSE(refresh(now * kSecond));
    for (int i = 0; i < 10'000 && other_.times_asked() < 2; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(other_.times_asked(), 2u) << "one question at a time";
    files_.write(definition("20s"));
    other_.is_silent(false);
    ASSERT_TRUE(source_.load(100 * kSecond)) << "another feed now, which is asked";
    other_.is_silent(true);
    EXPECT_FALSE(refresh(200 * kSecond));
    // And gone with one that is under way.
}

TEST_F(NetworkFeeds, ThatNeverSaidAnythingAreAlarmed) {
    other_.says(broken_table());
    const auto topology = source_.load(kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "198.18.0.1"), "elsewhere");
    const FeedState state = source_.feeds(2 * kSecond)[0];
    EXPECT_FALSE(state.age_s);
    EXPECT_TRUE(state.is_stale);
    EXPECT_EQ(state.objection, "nobody is there");
}

TEST_F(NetworkFeeds, AreReadAnewByAReloadThatDoesNotWaitForThem) {
    other_.says(neighbours_routes(2));
    ASSERT_TRUE(source_.load(kSecond));
    other_.is_silent(true);
    const auto topology = source_.load(2 * kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "198.18.0.1"), "neighbour") << "what it said before";
    other_.says(neighbours_routes(3));
    other_.is_silent(false);
    const auto fresh = refresh(3 * kSecond);
    ASSERT_TRUE(fresh);
    EXPECT_EQ(place_of(*fresh, "198.18.2.1"), "neighbour");
}

TEST_F(NetworkFeeds, AreBrokenWhereNobodyCanAsk) {
    TopologySource files_alone(files_.path());
    ASSERT_TRUE(files_alone.load(kSecond));
    EXPECT_EQ(files_alone.feeds(kSecond)[0].objection,
              "this program asks nothing over the network");
    EXPECT_FALSE(files_alone.refresh(100 * kSecond));
}

}  // namespace
}  // namespace sluice
