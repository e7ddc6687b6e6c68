// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "control/metrics/congestion_metrics.h"
#include "control/services/congestion_service.h"
#include "control/sluicectl/congestion_history.h"
#include "control/sluicectl/congestion_table.h"
#include "tests/unit/control/congestion/managed_box.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr uint64_t kHeavy = 900'000;

class CongestionApiTest : public testing::Test {
 protected:
    CongestionApiTest() {
        grpc::ServerBuilder builder;
        builder.RegisterService(&service_);
        server_ = builder.BuildAndStart();
        stub_ = v1::Congestion::NewStub(server_->InProcessChannel({}));
        box_.now = std::chrono::system_clock::now();
    }
    ~CongestionApiTest() override { server_->Shutdown(); }

    v1::CongestionStatus list(const std::string& segment = "", uint32_t limit = 0) {
        v1::ListCongestionRequest request;
        request.set_segment(segment);
        request.set_limit(limit);
        grpc::ClientContext context;
        v1::CongestionStatus status;
        status_ = stub_->List(&context, request, &status);
        return status;
    }
    // Until the box's own now, which runs ahead of the clock.
    v1::CongestionHistory history() {
        v1::CongestionHistoryRequest request;
        request.mutable_until()->set_seconds(std::chrono::system_clock::to_time_t(box_.now) + 1);
        return history(request);
    }
    v1::CongestionHistory history(const v1::CongestionHistoryRequest& request) {
        grpc::ClientContext context;
        v1::CongestionHistory answer;
        status_ = stub_->History(&context, request, &answer);
        return answer;
    }
    std::string metrics() const {
        Families families;
        add_congestion_metrics(box_.rounds, families);
        return "\n" + prometheus::TextSerializer().Serialize(families.take());
    }

    ManagedBox box_;
    CongestionService service_{box_.rounds, box_.registry};
    std::unique_ptr<grpc::Server> server_;
    std::unique_ptr<v1::Congestion::Stub> stub_;
    grpc::Status status_;
};

TEST_F(CongestionApiTest, ListTellsSegmentsAndWhoIsInAStateWithTheMeasuredReason) {
    box_.use("s-1", kHeavy, 4);
    const auto status = list();
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_TRUE(status.on());
    EXPECT_EQ(status.unavailable(), "");
    ASSERT_EQ(status.segments_size(), 2);
    const v1::CongestionSegment& site = status.segments(0);
    EXPECT_EQ(site.name(), "olt-1");
    EXPECT_EQ(site.parent(), "pop1");
    EXPECT_EQ(site.subscribers(), 2u);
    EXPECT_EQ(site.sides(0).direction(), "up");
    EXPECT_EQ(site.sides(0).capacity_bps(), 10 * kMegabit);
    EXPECT_GT(site.sides(0).utilisation(), 0.7);
    EXPECT_TRUE(site.sides(0).near_congested());
    EXPECT_EQ(site.sides(0).best_effort(), 1u);
    EXPECT_FALSE(site.sides(1).near_congested());
    ASSERT_EQ(status.subscribers_size(), 1);
    const v1::SubscriberCongestion& heavy = status.subscribers(0);
    EXPECT_EQ(heavy.id(), "s-1");
    EXPECT_EQ(heavy.segment(), "olt-1");
    EXPECT_EQ(heavy.measure(), "volume");
    EXPECT_TRUE(heavy.sides(0).heavy());
    EXPECT_THAT(heavy.sides(0).best_effort().reason(), HasSubstr("while site olt-1 was at"));
    EXPECT_EQ(heavy.sides(0).best_effort().release_window_seconds(), 3);
    EXPECT_GT(heavy.sides(0).best_effort().earliest_end().seconds(), status.as_of().seconds());
    EXPECT_FALSE(heavy.sides(1).has_best_effort());
}

TEST_F(CongestionApiTest, ListMayBeOfOneSegmentAndWhoIsBelowIt) {
    box_.use("s-1", kHeavy, 4);
    EXPECT_EQ(list("olt-1").segments_size(), 1);
    EXPECT_EQ(list("pop1").subscribers_size(), 1) << "the site is on the link";
    list("olt-2");
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_THAT(status_.error_message(), HasSubstr("'olt-2'"));
}

TEST_F(CongestionApiTest, ListSaysThatThereAreMore) {
    for (int i = 0; i < 4; ++i)
        box_.round({used_up(box_.registry.record_of("s-1"), kHeavy),
                    used_up(box_.registry.record_of("s-2"), kHeavy)});
    EXPECT_EQ(list().subscribers_size(), 2);
    EXPECT_FALSE(list().truncated());
    EXPECT_EQ(list("", 1).subscribers_size(), 1);
    EXPECT_TRUE(list("", 1).truncated());
}

TEST_F(CongestionApiTest, WatchTellsThePastThenWhatHappens) {
    box_.use("s-1", kHeavy, 4);
    v1::WatchCongestionRequest request;
    request.set_history(1);
    request.set_follow(true);
    grpc::ClientContext context;
    const auto reader = stub_->Watch(&context, request);
    v1::CongestionTransition transition;
    ASSERT_TRUE(reader->Read(&transition));
    EXPECT_EQ(transition.kind(), "moved");
    EXPECT_EQ(transition.subscriber(), "s-1");
    EXPECT_EQ(transition.cause(), "measured");
    box_.idle(7);
    std::vector<std::string> kinds;
    while (kinds.size() < 3 && reader->Read(&transition))
        kinds.push_back(transition.kind());
    EXPECT_THAT(kinds, testing::UnorderedElementsAre("segment-relieved", "not-heavy", "released"));
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(CongestionApiTest, AReportOfTheHistoryNamesNobody) {
    box_.use("s-1", kHeavy, 6);
    box_.idle(8);
    const auto told = history();
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_EQ(told.subscribers(), 2u);
    EXPECT_FALSE(told.truncated());
    EXPECT_EQ(static_cast<size_t>(told.transitions_size()), box_.told.size());
    ASSERT_EQ(told.traffic_size(), 1);
    EXPECT_EQ(told.traffic(0).segment(), "olt-1");
    const CongestionReport report = report_of(told);
    ASSERT_EQ(report.near_congestion.size(), 1u);
    EXPECT_EQ(report.near_congestion[0].segment, "olt-1");
    EXPECT_EQ(report.near_congestion[0].times, 1u);
    EXPECT_EQ(report.near_congestion[0].lasted_ns,
              box_.told_of(TransitionKind::segment_relieved)[0].what.lasted_ns);
    EXPECT_EQ(report.moved.shown, SharedCount::Shown::fewer);
    EXPECT_THAT(report.to_text(std::chrono::minutes(0)), Not(HasSubstr("s-1")));
}

TEST_F(CongestionApiTest, HistoryIsOfTheTimeThatIsAskedFor) {
    box_.use("s-1", kHeavy, 6);
    v1::CongestionHistoryRequest request;
    request.mutable_from()->set_seconds(
        std::chrono::system_clock::to_time_t(box_.now + std::chrono::hours(1)));
    request.mutable_until()->set_seconds(request.from().seconds() + 10);
    EXPECT_EQ(history(request).transitions_size(), 0);
    request.mutable_from()->set_seconds(INT64_MIN);
    request.mutable_until()->set_seconds(INT64_MAX);
    EXPECT_GT(history(request).transitions_size(), 0);
}

TEST_F(CongestionApiTest, RecordTellsWhatEverybodyUses) {
    v1::RecordUsageRequest request;
    request.set_every_seconds(1);
    grpc::ClientContext context;
    const auto reader = stub_->Record(&context, request);
    v1::RecordedInterval interval;
    std::jthread rounds([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {  // until the call is there
            box_.use("s-1", 500, 1);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });
    ASSERT_TRUE(reader->Read(&interval));
    rounds.request_stop();
    ASSERT_EQ(interval.use_size(), 1);
    EXPECT_EQ(interval.use(0).subscriber(), "s-1");
    EXPECT_EQ(interval.use(0).tier(), "gold");
    EXPECT_EQ(interval.use(0).site(), "olt-1");
    EXPECT_EQ(interval.use(0).up_bytes() % 500, 0u);
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(CongestionApiTest, SluicectlShowsSegmentsAndReasonsInLines) {
    box_.use("s-1", kHeavy, 4);
    std::ostringstream out;
    print_congestion(list(), out);
    EXPECT_THAT(out.str(), HasSubstr("olt-1      pop1"));
    EXPECT_THAT(out.str(), HasSubstr("link pop1  -"));
    EXPECT_THAT(out.str(), HasSubstr("best effort"));
    EXPECT_THAT(out.str(), HasSubstr("to best effort: used "));
    EXPECT_THAT(out.str(), HasSubstr("until its use has been below 50.0% for 3.0s: "));
    const auto told = history();
    const std::string line = transition_line(told.transitions(told.transitions_size() - 1));
    EXPECT_THAT(line, HasSubstr("  moved  s-1  up: to best effort: used "));
}

TEST_F(CongestionApiTest, SluicectlSaysThatNothingIsManaged) {
    auto policy = managed_policy();
    policy.congestion.reset();
    box_.adopt(std::move(policy));
    box_.idle(1);
    std::ostringstream out;
    print_congestion(list(), out);
    EXPECT_THAT(out.str(), HasSubstr("no congestion management"));
}

TEST_F(CongestionApiTest, MetricsAreBySegmentAndTierAndOfNoSubscriber) {
    box_.use("s-1", kHeavy, 4);
    const std::string text = metrics();
    const std::string olt = "{segment=\"olt-1\",kind=\"site\",direction=\"up\"} ";
    EXPECT_THAT(text, HasSubstr("\nsluice_congestion_managed 1\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_segment_near_congested" + olt + "1\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_segment_capacity_bits_per_second" + olt + "10000000\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_segment_utilisation_ratio" + olt + "0.7"));
    EXPECT_THAT(text, HasSubstr("\nsluice_segment_best_effort_subscribers" + olt + "1\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_segment_near_congested_seconds_total" + olt));
    EXPECT_THAT(text, HasSubstr("\nsluice_tier_best_effort_subscribers"
                                "{tier=\"gold\",direction=\"up\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_tier_heavy_subscribers"
                                "{tier=\"free\",direction=\"down\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nsluice_congestion_transitions_total"
                                "{kind=\"moved\",direction=\"up\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("s-1")));
}

}  // namespace
}  // namespace sluice
