// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_query.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "classifier/signatures.h"

namespace sluice {
namespace {

constexpr uint64_t kNowNs = 10'000'000'000;

// A worker with flows of 100, 200, 300, ... IP bytes; every third is BitTorrent's.
class FlowQueryTest : public testing::Test {
 protected:
    FlowQueryTest()
        : worker_({.flows = 4'096,
                   .classifier = {.undecided_flows = 1,
                                  .walked_flows = 1,
                                  .kept_beginnings = 1,
                                  .held_segments = 1,
                                  .learnt_endpoints = 8}},
                  subscribers_, Signatures::built_in(), make_shared_credit(1)) {}

    void add_flows(uint32_t count) {
        for (uint32_t i = 1; i <= count; ++i) {
            FlowKey key;
            key.subscriber = IpAddress::from_ipv4(0xc6120000 + i);
            key.protocol = 6;
            Flow* const flow = worker_.flows.insert(key, worker_.flows.hash(key));
            flow->id = i;
            flow->subscriber_record = i % 10;
            flow->ip_bytes = {uint64_t{40} * i, uint64_t{60} * i};
            flow->first_seen_ns = kNowNs - 5'000'000'000;
            flow->last_seen_ms = static_cast<uint32_t>(kNowNs / 1'000'000) - 250;
            if (i % 3 == 0)
                flow->inspection.verdict = {Label::bittorrent_utp, Grade::exact};
        }
    }

    // The answer, and in how many slices it came.
    std::vector<FlowReport> answer(const FlowFilter& filter, FlowQuery::Order order, size_t limit) {
        FlowQuery query(filter, order, limit);
        slices_ = 1;
        while (!query.answer_slice(worker_, kNowNs))
            ++slices_;
        EXPECT_FALSE(query.done());
        query.finish();
        EXPECT_TRUE(query.done());
        return query.results();
    }

    Subscribers subscribers_;
    Worker worker_;
    int slices_ = 0;
};

TEST_F(FlowQueryTest, OfAnEmptyTableIsAnsweredAtOnce) {
    EXPECT_TRUE(answer({}, FlowQuery::Order::any, 10).empty());
    EXPECT_TRUE(answer({}, FlowQuery::Order::most_bytes, 10).empty());
}

TEST_F(FlowQueryTest, ShowsEveryFlowOnceInBoundedSlices) {
    add_flows(2'000);
    std::vector<uint64_t> ids;
    for (const FlowReport& report : answer({}, FlowQuery::Order::any, 5'000))
        ids.push_back(report.id);
    std::sort(ids.begin(), ids.end());
    ASSERT_EQ(ids.size(), 2'000u);
    EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
    EXPECT_GE(slices_, 4);
}

TEST_F(FlowQueryTest, StopsAtTheLimit) {
    add_flows(2'000);
    EXPECT_EQ(answer({}, FlowQuery::Order::any, 7).size(), 7u);
    EXPECT_EQ(slices_, 1);
    EXPECT_TRUE(answer({}, FlowQuery::Order::any, 0).empty());
    EXPECT_TRUE(answer({}, FlowQuery::Order::most_bytes, 0).empty());
}

TEST_F(FlowQueryTest, KeepsTheFlowsWithTheMostBytes) {
    add_flows(2'000);
    std::vector<FlowReport> top = answer({}, FlowQuery::Order::most_bytes, 5);
    std::sort(top.begin(), top.end(), FlowQuery::more_bytes);
    ASSERT_EQ(top.size(), 5u);
    for (uint64_t place = 0; place < top.size(); ++place)
        EXPECT_EQ(top[place].id, 2'000 - place);
}

TEST_F(FlowQueryTest, KnowsLabelsWithAllBelowThemAndSubscribers) {
    add_flows(300);
    EXPECT_EQ(
        answer({.any_label = false, .label = Label::bittorrent}, FlowQuery::Order::any, 999).size(),
        100u);
    EXPECT_TRUE(
        answer({.any_label = false, .label = Label::bittorrent_dht}, FlowQuery::Order::any, 999)
            .empty());
    const auto of_one =
        answer({.any_subscriber = false, .subscriber_record = 3}, FlowQuery::Order::any, 999);
    EXPECT_EQ(of_one.size(), 30u);
    for (const FlowReport& report : of_one)
        EXPECT_EQ(report.id % 10, 3u);
}

TEST_F(FlowQueryTest, LeavesOutFlowsOfALowerGrade) {
    add_flows(30);
    const auto flows = answer({.lowest_grade = Grade::coherent}, FlowQuery::Order::any, 999);
    EXPECT_EQ(flows.size(), 10u);
    for (const FlowReport& report : flows)
        EXPECT_EQ(report.verdict.grade, Grade::exact);
}

TEST_F(FlowQueryTest, SaysThatAFlowIsEncrypted) {
    add_flows(2);
    worker_.flows.scan(0, worker_.flows.capacity(), [](Flow& flow) {
        if (flow.id == 2)
            flow.inspection.flags |= FlowInspection::kEncrypted;
    });
    for (const FlowReport& report : answer({}, FlowQuery::Order::any, 9))
        EXPECT_EQ(report.encrypted, report.id == 2);
}

TEST_F(FlowQueryTest, TellsAgeAndSilence) {
    add_flows(1);
    const auto flows = answer({}, FlowQuery::Order::any, 1);
    ASSERT_EQ(flows.size(), 1u);
    EXPECT_EQ(flows[0].age_ns, 5'000'000'000u);
    EXPECT_EQ(flows[0].idle_ns, 250'000'000u);
    EXPECT_EQ(flows[0].ip_bytes, (PerDirection<uint64_t>{40, 60}));
}

}  // namespace
}  // namespace sluice
