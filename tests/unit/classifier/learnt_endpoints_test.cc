// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_endpoints.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Source = EndpointSource;

constexpr uint64_t kSeed = 0x5eed;
constexpr uint32_t kNow = 1'000;
constexpr uint32_t kMinute = 60;

Endpoint peer(uint32_t number, Transport transport = Transport::tcp, uint16_t port = 6'881) {
    const auto byte = [number](int shift) { return static_cast<uint8_t>(number >> shift); };
    return {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, byte(24), byte(16), byte(8), byte(0)}, port},
        transport};
}

std::vector<LearntEndpoint> news(LearntEndpoints& endpoints) {
    std::vector<LearntEndpoint> out(4'096);
    out.resize(endpoints.take_news(out));
    return out;
}

// Everything falls into one set of eight.
struct OneSet {
    LearntEndpoints endpoints{8, kSeed};

    void learn(uint32_t first, uint32_t count, Source source, uint32_t now_s = kNow) {
        for (uint32_t number = first; number < first + count; ++number)
            endpoints.learn(peer(number, Transport::udp), source, now_s);
    }
    Source find(uint32_t number, uint32_t now_s = kNow) const {
        return endpoints.find(peer(number, Transport::udp), now_s);
    }
    uint32_t known(uint32_t first, uint32_t count) const {
        uint32_t found = 0;
        for (uint32_t number = first; number < first + count; ++number)
            found += find(number) != Source::none;
        return found;
    }
};

TEST(LearntEndpoints, KnowsAPeerByAddressPortAndTransportAlone) {
    LearntEndpoints endpoints(64, kSeed);
    endpoints.learn(peer(1), Source::tracker, kNow);
    EXPECT_EQ(endpoints.find(peer(1), kNow), Source::tracker);
    EXPECT_EQ(endpoints.find(peer(2), kNow), Source::none);
    EXPECT_EQ(endpoints.find(peer(1, Transport::tcp, 6'882), kNow), Source::none);
    EXPECT_EQ(endpoints.find(peer(1, Transport::udp), kNow), Source::none);
}

TEST(LearntEndpoints, BelievesEachSourceForItsTimeAndNotASecondMore) {
    const std::vector<std::pair<Source, uint32_t>> sources = {{Source::dht_node, 5 * kMinute},
                                                              {Source::hint, 20 * kMinute},
                                                              {Source::tracker, 20 * kMinute},
                                                              {Source::announced, 20 * kMinute},
                                                              {Source::confirmed, 30 * kMinute}};
    for (const auto& [source, lifetime] : sources) {
        LearntEndpoints endpoints(64, kSeed);
        endpoints.learn(peer(1, Transport::udp), source, kNow);
        EXPECT_EQ(endpoints.find(peer(1, Transport::udp), kNow + lifetime - 1), source);
        EXPECT_EQ(endpoints.find(peer(1, Transport::udp), kNow + lifetime), Source::none);
    }
}

TEST(LearntEndpoints, TimeMayWrapAndStepBack) {
    OneSet set;
    const uint32_t before_wrap = ~uint32_t{0} - 10;
    set.learn(1, 1, Source::tracker, before_wrap);
    EXPECT_EQ(set.find(1, before_wrap + 5), Source::tracker);
    EXPECT_EQ(set.find(1, before_wrap + 20 * kMinute - 1), Source::tracker);
    EXPECT_EQ(set.find(1, before_wrap + 20 * kMinute), Source::none);
    set.learn(2, 1, Source::tracker, kNow);
    set.learn(2, 1, Source::tracker, kNow - 5);
    EXPECT_EQ(set.find(2, kNow - 10), Source::tracker);
    EXPECT_EQ(set.find(2, kNow + 20 * kMinute - 1), Source::tracker);
}

TEST(LearntEndpoints, ANodeIsAUdpSocketOnly) {
    LearntEndpoints endpoints(64, kSeed);
    endpoints.learn(peer(1), Source::dht_node, kNow);
    EXPECT_EQ(endpoints.find(peer(1), kNow), Source::none);
    endpoints.learn(peer(1, Transport::udp), Source::none, kNow);
    EXPECT_EQ(endpoints.find(peer(1, Transport::udp), kNow), Source::none);
    EXPECT_EQ(endpoints.counts().refused.get(), 2u);
}

TEST(LearntEndpoints, AStrongerSourceReplacesAWeakerAndIsNotLoweredByIt) {
    OneSet set;
    set.learn(1, 1, Source::hint);
    set.learn(1, 1, Source::confirmed);
    EXPECT_EQ(set.find(1), Source::confirmed);
    set.learn(1, 1, Source::hint, kNow + 29 * kMinute);
    EXPECT_EQ(set.find(1, kNow + 29 * kMinute), Source::confirmed);
    EXPECT_EQ(set.find(1, kNow + 30 * kMinute), Source::none);
    EXPECT_EQ(set.endpoints.counts().in_use.get(), 1u);
}

TEST(LearntEndpoints, TheSameSourceIsBelievedAnew) {
    OneSet set;
    set.learn(1, 1, Source::hint);
    set.learn(1, 1, Source::hint, kNow + 19 * kMinute);
    EXPECT_EQ(set.find(1, kNow + 38 * kMinute), Source::hint);
    EXPECT_EQ(set.endpoints.counts().learnt[static_cast<size_t>(Source::hint)].get(), 1u);
}

TEST(LearntEndpoints, HintsAndNodesHoldHalfOfASetAtMost) {
    OneSet set;
    set.learn(0, 96, Source::hint);
    EXPECT_EQ(set.known(0, 96), 4u);
    set.learn(96, 4, Source::hint, kNow + 1);
    EXPECT_EQ(set.known(0, 96), 0u) << "the oldest go";
    EXPECT_EQ(set.known(96, 4), 4u);
    set.learn(200, 100, Source::dht_node);
    EXPECT_EQ(set.known(200, 100), 0u) << "weaker than the hints that are there";
    set.learn(300, 4, Source::tracker);
    EXPECT_EQ(set.known(300, 4), 4u);
    EXPECT_EQ(set.known(96, 4), 4u) << "there was room";
}

TEST(LearntEndpoints, AWeakSourceNeverDisplacesAStrongerOne) {
    OneSet set;
    set.learn(0, 8, Source::confirmed);
    for (const Source weaker : {Source::dht_node, Source::hint, Source::tracker, Source::announced})
        set.learn(100, 50, weaker);
    EXPECT_EQ(set.known(0, 8), 8u);
    EXPECT_EQ(set.endpoints.counts().refused.get(), 200u);
    EXPECT_EQ(set.endpoints.counts().evicted.get(), 0u);
}

TEST(LearntEndpoints, ExpiredGoesFirstThenTheWeakestThenTheOldest) {
    OneSet set;
    set.learn(0, 4, Source::dht_node);
    set.learn(10, 4, Source::tracker);
    set.learn(20, 1, Source::confirmed, kNow + 1);
    EXPECT_EQ(set.known(0, 4), 3u) << "the weakest made room";
    EXPECT_EQ(set.known(10, 4), 4u);
    EXPECT_EQ(set.endpoints.counts().evicted.get(), 1u);
    set.learn(30, 3, Source::confirmed, kNow + 6 * kMinute);
    EXPECT_EQ(set.endpoints.counts().evicted.get(), 1u) << "the nodes had expired";
    EXPECT_EQ(set.find(20, kNow + 6 * kMinute), Source::confirmed);
    EXPECT_EQ(set.known(10, 4), 4u);

    set.learn(11, 1, Source::tracker, kNow + 6 * kMinute);
    set.learn(40, 3, Source::tracker, kNow + 6 * kMinute);
    EXPECT_EQ(set.known(10, 4), 1u);
    EXPECT_NE(set.find(11), Source::none) << "it was told of last";
}

TEST(LearntEndpoints, TellsWhatIsNewAndWhatHasRisenButNotNodes) {
    OneSet set;
    set.learn(0, 1, Source::dht_node);
    EXPECT_TRUE(news(set.endpoints).empty());
    set.learn(1, 1, Source::hint);
    set.learn(1, 1, Source::hint);
    set.learn(1, 1, Source::confirmed);
    set.learn(1, 1, Source::tracker);
    const auto told = news(set.endpoints);
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].source, Source::hint);
    EXPECT_EQ(told[1].source, Source::confirmed);
    EXPECT_EQ(told[1].endpoint, peer(1, Transport::udp));
    EXPECT_TRUE(news(set.endpoints).empty());
}

TEST(LearntEndpoints, TellsAgainBeforeTheOthersForget) {
    OneSet set;
    set.learn(1, 1, Source::tracker);
    news(set.endpoints);
    set.learn(1, 1, Source::tracker, kNow + 5 * kMinute);
    EXPECT_TRUE(news(set.endpoints).empty());
    set.learn(1, 1, Source::tracker, kNow + 16 * kMinute);
    EXPECT_EQ(news(set.endpoints).size(), 1u);
}

TEST(LearntEndpoints, BelievesNewsAndDoesNotTellItOn) {
    LearntEndpoints endpoints(64, kSeed);
    endpoints.hear({peer(1), Source::tracker}, kNow);
    EXPECT_EQ(endpoints.find(peer(1), kNow), Source::tracker);
    EXPECT_TRUE(news(endpoints).empty());
    EXPECT_EQ(endpoints.counts().heard.get(), 1u);
    EXPECT_EQ(endpoints.counts().learnt[static_cast<size_t>(Source::tracker)].get(), 0u);
}

TEST(LearntEndpoints, KeepsABoundedNumberOfNewsInOrderAndCountsTheRest) {
    LearntEndpoints endpoints(16'384, kSeed);
    for (uint32_t number = 0; number < 1'000; ++number)
        endpoints.learn(peer(number), Source::hint, kNow);
    for (uint32_t number = 5'000; number < 6'000; ++number)
        endpoints.learn(peer(number), Source::confirmed, kNow);
    EXPECT_EQ(endpoints.counts().news_dropped.get(), 2'000u - 1'024u);
    std::vector<LearntEndpoint> few(10);
    ASSERT_EQ(endpoints.take_news(few), 10u);
    EXPECT_EQ(few[0].endpoint, peer(0));
    const auto rest = news(endpoints);
    ASSERT_EQ(rest.size(), 1'014u);
    EXPECT_EQ(rest[0].endpoint, peer(10));
    EXPECT_EQ(rest[501].source, Source::hint);
    EXPECT_EQ(rest[502].source, Source::confirmed)
        << "half of the room is for what is better known";
    EXPECT_EQ(endpoints.take_news({}), 0u);
}

TEST(LearntEndpoints, HoldsNearlyItsCapacityAndTakesItsMemoryAtOnce) {
    LearntEndpoints endpoints(16'384, kSeed);
    EXPECT_GE(endpoints.capacity(), 16'384u);
    EXPECT_GE(endpoints.memory_bytes(), 16'384u * 24);
    for (uint32_t number = 0; number < 16'384; ++number)
        endpoints.learn(peer(number), Source::confirmed, kNow);
    uint32_t found = 0;
    for (uint32_t number = 0; number < 16'384; ++number)
        found += endpoints.find(peer(number), kNow) == Source::confirmed;
    EXPECT_EQ(found, endpoints.counts().in_use.get());
    EXPECT_GT(found, 16'384u * 8 / 10);
}

// What collides under one seed does not under another.
TEST(LearntEndpoints, PlacesPeersBySeed) {
    const auto evicted_under = [](uint64_t seed) {
        LearntEndpoints endpoints(64, seed);
        std::set<uint32_t> evicted;
        for (uint32_t number = 0; number < 128; ++number)
            endpoints.learn(peer(number), Source::tracker, kNow);
        for (uint32_t number = 0; number < 128; ++number) {
            if (endpoints.find(peer(number), kNow) == Source::none)
                evicted.insert(number);
        }
        return evicted;
    };
    EXPECT_EQ(evicted_under(1), evicted_under(1));
    EXPECT_NE(evicted_under(1), evicted_under(2));
}

TEST(LearntEndpoints, TheGaugeFallsWhenWhatExpiredIsClearedAway) {
    LearntEndpoints endpoints(4'096, kSeed);
    for (uint32_t number = 0; number < 1'000; ++number)
        endpoints.learn(peer(number), Source::tracker, kNow);
    const uint32_t later = kNow + 20 * kMinute;
    for (uint32_t second = 0; second < 70; ++second) {
        endpoints.expire(later - 100 + second);
        EXPECT_EQ(endpoints.counts().in_use.get(), 1'000u);
    }
    for (uint32_t second = 0; second < 70; ++second)
        endpoints.expire(later + second);
    EXPECT_EQ(endpoints.counts().in_use.get(), 0u);
}

}  // namespace
}  // namespace sluice
