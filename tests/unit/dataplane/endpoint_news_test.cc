// SPDX-License-Identifier: Apache-2.0
#include "dataplane/endpoint_news.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint32_t kWorkers = 3;
constexpr uint32_t kNow = 100;

Endpoint peer(uint32_t number) {
    Endpoint endpoint;
    endpoint.at.address[14] = static_cast<uint8_t>(number >> 8);
    endpoint.at.address[15] = static_cast<uint8_t>(number);
    endpoint.at.port = 6'881;
    return endpoint;
}

class EndpointNewsTest : public testing::Test {
 protected:
    void learn(uint32_t worker, uint32_t first, uint32_t count) {
        for (uint32_t number = first; number < first + count; ++number)
            tables_[worker].learn(peer(number), EndpointSource::tracker, kNow);
    }
    size_t known_to(uint32_t worker, uint32_t first, uint32_t count) const {
        size_t known = 0;
        for (uint32_t number = first; number < first + count; ++number)
            known += tables_[worker].find(peer(number), kNow) == EndpointSource::tracker;
        return known;
    }

    LearntEndpoints tables_[kWorkers] = {{8'192, 1}, {8'192, 2}, {8'192, 3}};
    EndpointNews news_{kWorkers};
};

TEST_F(EndpointNewsTest, EveryOtherWorkerHearsOnceAndNobodyTellsItOn) {
    learn(0, 1, 1);
    EXPECT_EQ(news_.tell(0, tables_[0]), 0u);
    for (int round = 0; round < 3; ++round) {
        for (uint32_t worker = 0; worker < kWorkers; ++worker) {
            news_.hear(worker, tables_[worker], kNow);
            EXPECT_EQ(news_.tell(worker, tables_[worker]), 0u);
        }
    }
    EXPECT_EQ(known_to(1, 1, 1), 1u);
    EXPECT_EQ(known_to(2, 1, 1), 1u);
    EXPECT_EQ(tables_[0].counts().heard.get(), 0u);
    EXPECT_EQ(tables_[1].counts().heard.get(), 1u);
}

TEST_F(EndpointNewsTest, ACallDoesABoundedPart) {
    learn(0, 0, 1'000);
    news_.tell(0, tables_[0]);
    news_.tell(0, tables_[0]);
    news_.hear(1, tables_[1], kNow);
    EXPECT_EQ(known_to(1, 0, 1'000), EndpointNews::kBatch / 2) << "the other half is worker 2's";
    for (int call = 0; call < 3; ++call)
        news_.hear(1, tables_[1], kNow);
    EXPECT_EQ(known_to(1, 0, 1'000), 2 * EndpointNews::kBatch);
}

TEST_F(EndpointNewsTest, WhatAFullRingHasNoRoomForIsCountedForEachWhoMissesIt) {
    size_t dropped = 0;
    for (uint32_t call = 0; call < 20; ++call) {
        learn(0, call * 64, 64);
        dropped += news_.tell(0, tables_[0]);
        while (call < 10 && known_to(2, 0, (call + 1) * 64) < (call + 1) * 64)
            news_.hear(2, tables_[2], kNow);
    }
    EXPECT_EQ(dropped, 20 * 64 - EndpointNews::kCapacity) << "worker 1 alone, which never heard";
}

TEST(EndpointNews, OfALoneWorkerGoesNowhere) {
    LearntEndpoints table(64, 1);
    EndpointNews news(1);
    table.learn(peer(1), EndpointSource::tracker, kNow);
    EXPECT_EQ(news.tell(0, table), 0u);
    news.hear(0, table, kNow);
    EXPECT_EQ(news.memory_bytes(), 0u);
}

}  // namespace
}  // namespace sluice
