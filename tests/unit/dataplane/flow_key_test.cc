// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_key.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

FlowKey example() {
    return {.subscriber = test::address("198.18.0.1"),
            .remote = test::address("198.18.0.2"),
            .subscriber_port = 40000,
            .remote_port = 6881,
            .realm = 1,
            .protocol = 6};
}

// Every bit of the key moves about half of the hash, so one that is forgotten stands out.
TEST(FlowKeyHash, EveryBitOfTheKeyMatters) {
    for (size_t bit = 0; bit < sizeof(FlowKey) * 8; ++bit) {
        int flipped = 0;
        for (uint64_t seed = 1; seed <= 64; ++seed) {
            FlowKey key = example();
            const uint32_t before = hash(key, seed);
            reinterpret_cast<uint8_t*>(&key)[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            flipped += std::popcount(before ^ hash(key, seed));
        }
        EXPECT_NEAR(flipped / 64.0, 16.0, 3.0) << "bit " << bit;
    }
}

// One subscriber's ports one after the other, as hosts choose them.
TEST(FlowKeyHash, SpreadsNeighbouringPortsEvenlyByHighAndLowBits) {
    std::vector<int> high(256), low(256);
    for (uint32_t port = 0; port < 65'536; ++port) {
        FlowKey key = example();
        key.subscriber_port = static_cast<uint16_t>(port);
        const uint32_t value = hash(key, 42);
        ++high[value >> 24];
        ++low[value & 0xff];
    }
    for (const auto* counts : {&high, &low}) {
        EXPECT_GT(*std::min_element(counts->begin(), counts->end()), 256 - 6 * 16);
        EXPECT_LT(*std::max_element(counts->begin(), counts->end()), 256 + 6 * 16);
    }
}

// A multiplication alone does it by most seeds; by some it leaves buckets four times as full.
TEST(FlowKeyHash, SpreadsNeighbouringPortsEvenlyByEverySeed) {
    constexpr size_t kBuckets = 1 << 14;
    constexpr double kPerBucket = 65'536.0 / kBuckets;
    std::mt19937_64 random(1);
    for (int run = 0; run < 64; ++run) {
        const uint64_t seed = random();
        std::vector<int> counts(kBuckets);
        for (uint32_t port = 0; port < 65'536; ++port) {
            FlowKey key = example();
            key.subscriber_port = static_cast<uint16_t>(port);
            ++counts[hash(key, seed) * uint64_t{kBuckets} >> 32];
        }
        double chi_squared = 0;
        for (const int count : counts)
            chi_squared += (count - kPerBucket) * (count - kPerBucket) / kPerBucket;
        EXPECT_LT(chi_squared, kBuckets + 6 * std::sqrt(2.0 * kBuckets)) << "seed " << seed;
    }
}

// Keys that collide under one seed must not under another: else a seed hides nothing.
TEST(FlowKeyHash, AnotherSeedScattersWhatCollided) {
    const FlowKey first = example();
    const uint32_t bucket = hash(first, 1) >> 20;
    int collide = 0, still = 0;
    for (uint32_t i = 0; i < 1'000'000; ++i) {
        FlowKey key = first;
        std::memcpy(key.remote.bytes.data() + 12, &i, sizeof i);
        if (hash(key, 1) >> 20 != bucket)
            continue;
        ++collide;
        still += hash(key, 2) >> 20 == hash(first, 2) >> 20;
    }
    EXPECT_GT(collide, 100);
    EXPECT_LT(still, 5);
}

}  // namespace
}  // namespace sluice
