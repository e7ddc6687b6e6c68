// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_table.h"

#include <cstring>
#include <map>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

constexpr uint64_t kSeed = 0x5eed;

FlowKey key_number(uint32_t number) {
    FlowKey key{.subscriber = test::address("198.18.0.1"),
                .remote = test::address("198.19.0.0"),
                .subscriber_port = 40000,
                .remote_port = 6881,
                .realm = 0,
                .protocol = 6};
    std::memcpy(key.remote.bytes.data() + 12, &number, sizeof number);
    return key;
}

Flow* insert(FlowTable& table, uint32_t number) {
    return table.insert(key_number(number), table.hash(key_number(number)));
}
Flow* find(FlowTable& table, uint32_t number) {
    return table.find(key_number(number), table.hash(key_number(number)));
}

TEST(FlowTable, FindsEveryFlowUpToItsCapacityAndTakesNoMore) {
    for (const uint32_t capacity : {1u, 7u, 100u, 20'000u}) {
        FlowTable table(capacity, kSeed);
        for (uint32_t number = 0; number < capacity; ++number)
            ASSERT_NE(insert(table, number), nullptr);
        EXPECT_EQ(table.size(), capacity);
        EXPECT_EQ(insert(table, capacity), nullptr);
        for (uint32_t number = 0; number < capacity; ++number) {
            Flow* flow = find(table, number);
            ASSERT_NE(flow, nullptr);
            EXPECT_EQ(flow->key, key_number(number));
            EXPECT_EQ(&table.at(table.index_of(*flow)), flow);
        }
        EXPECT_EQ(find(table, capacity), nullptr);
    }
}

TEST(FlowTable, KeepsRealmsProtocolsAndPortsApart) {
    FlowTable table(100, kSeed);
    insert(table, 1);
    for (int field = 0; field < 4; ++field) {
        FlowKey key = key_number(1);
        key.realm = field == 0;
        key.protocol = field == 1 ? 17 : 6;
        key.subscriber_port += field == 2;
        key.remote_port += field == 3;
        EXPECT_EQ(table.find(key, table.hash(key)), nullptr);
        EXPECT_EQ(table.find(key, table.hash(key_number(1))), nullptr)
            << "with the hash of another";
    }
}

// As if the seed were known: every flow in one bucket.
TEST(FlowTable, HoldsItsCapacityEvenIfAllHashesAreEqual) {
    constexpr uint32_t kCapacity = 1'000;
    FlowTable table(kCapacity, kSeed);
    for (int round = 0; round < 2; ++round) {
        for (uint32_t number = 0; number < kCapacity; ++number)
            ASSERT_NE(table.insert(key_number(number), 0), nullptr);
        for (uint32_t number = 0; number < kCapacity; ++number) {
            Flow* flow = table.find(key_number(number), 0);
            ASSERT_NE(flow, nullptr);
            table.erase(*flow);
        }
        EXPECT_EQ(table.size(), 0u);
    }
}

TEST(FlowTable, GivesAFreshFlowWhereAnotherEnded) {
    FlowTable table(1, kSeed);
    Flow* first = insert(table, 1);
    first->packets[0] = 9;
    first->state = FlowState::closing;
    table.erase(*first);
    EXPECT_EQ(find(table, 1), nullptr);
    Flow* second = insert(table, 2);
    ASSERT_EQ(second, first);
    EXPECT_EQ(second->packets[0], 0u);
    EXPECT_EQ(second->state, FlowState::opening);
    EXPECT_EQ(second->decision[0].rule, Decision::kNoRule);
}

TEST(FlowTable, AgreesWithAMapThroughManyComingsAndGoings) {
    constexpr uint32_t kCapacity = 500;
    FlowTable table(kCapacity, kSeed);
    std::map<uint32_t, Flow*> expected;
    std::mt19937 random(7);
    for (int step = 0; step < 50'000; ++step) {
        const uint32_t number = random() % 700;
        // Few distinct hashes, so that chains grow and shrink.
        const uint32_t hash = (number % 23) * 0x0b21'0001u;
        Flow* flow = table.find(key_number(number), hash);
        const auto known = expected.find(number);
        ASSERT_EQ(flow, known == expected.end() ? nullptr : known->second);
        if (flow != nullptr) {
            table.erase(*flow);
            expected.erase(known);
            continue;
        }
        flow = table.insert(key_number(number), hash);
        ASSERT_EQ(flow == nullptr, expected.size() == kCapacity);
        if (flow != nullptr)
            expected[number] = flow;
    }
    EXPECT_EQ(table.size(), expected.size());
}

TEST(FlowTable, PrefetchesTheFlowThatIsThenFound) {
    FlowTable table(100, kSeed);
    Flow* flow = insert(table, 1);
    const uint32_t hash = table.hash(key_number(1));
    table.prefetch_bucket(hash);
    EXPECT_EQ(table.prefetch_candidate(hash), flow);
    EXPECT_EQ(table.prefetch_candidate(~hash), nullptr);
}

TEST(FlowTable, ShowsEveryFlowOnceInSlices) {
    FlowTable table(1'000, kSeed);
    for (uint32_t number = 0; number < 300; ++number)
        insert(table, number);
    for (uint32_t number = 0; number < 300; number += 3)
        table.erase(*find(table, number));
    std::multiset<uint32_t> shown;
    uint32_t slices = 0;
    for (uint32_t from = 0; from < table.capacity(); ++slices)
        from = table.scan(from, 64, [&](Flow& flow) { shown.insert(table.index_of(flow)); });
    EXPECT_EQ(shown.size(), 200u);
    EXPECT_EQ(std::set(shown.begin(), shown.end()).size(), 200u);
    EXPECT_EQ(slices, 5u);
}

TEST(FlowTable, LetsTheVisitorErase) {
    FlowTable table(100, kSeed);
    for (uint32_t number = 0; number < 100; ++number)
        insert(table, number);
    EXPECT_EQ(table.scan(0, UINT32_MAX, [&](Flow& flow) { table.erase(flow); }), table.capacity());
    EXPECT_EQ(table.size(), 0u);
}

TEST(FlowTable, CostsAtMost280BytesAFlow) {
    const FlowTable table(262'144, kSeed);
    EXPECT_LE(table.memory_bytes() / table.capacity(), 280u);
}

}  // namespace
}  // namespace sluice
