// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/measured_load.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "oracle/load/link_metrics.h"
#include "sluice/v1/links.grpc.pb.h"
#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

// A box with one link of 8 Mbit/s each way.
class FakeBox : public v1::Links::Service {
 public:
    explicit FakeBox(const std::string& address) {
        grpc::ServerBuilder builder;
        builder.AddListeningPort(address, grpc::InsecureServerCredentials());
        builder.RegisterService(this);
        server_ = builder.BuildAndStart();
    }

    grpc::Status List(grpc::ServerContext*, const v1::ListLinksRequest* request,
                      v1::ListLinksResponse* response) override {
        EXPECT_TRUE(request->without_ports());
        std::this_thread::sleep_for(delay);
        const std::lock_guard lock(mutex_);
        response->set_time_ns(time_ns_);
        v1::Link* link = response->add_links();
        link->set_name("core1");
        link->set_up_bps(capacity_bps);
        link->set_down_bps(capacity_bps);
        link->set_down_ip_bytes(down_ip_bytes_);
        return grpc::Status::OK;
    }

    void pass(uint64_t seconds, double utilisation) {
        const std::lock_guard lock(mutex_);
        time_ns_ += seconds * kSecond;
        down_ip_bytes_ += static_cast<uint64_t>(1e6 * static_cast<double>(seconds) * utilisation);
    }

    uint64_t capacity_bps = 8'000'000;
    std::chrono::milliseconds delay{0};

 private:
    std::mutex mutex_;
    uint64_t time_ns_ = 1'000 * kSecond;
    uint64_t down_ip_bytes_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

class MeasuredLoadTest : public testing::Test {
 protected:
    MeasuredLoadTest() { std::filesystem::create_directories(directory_); }
    ~MeasuredLoadTest() override { std::filesystem::remove_all(directory_); }

    MeasuredLink link(const std::string& name = "core1") const {
        return {.name = "transit-1",
                .box = address_,
                .link = name,
                .from = {kHome},
                .towards = {kTransit},
                .load = {.steps = {{0.5, 4}, {0.9, 69}}}};
    }
    void load_fully(FakeBox& box) {
        load_.refresh(now_s_ * kSecond);
        box.pass(5, 0.95);
        now_s_ += 5;
        const auto loaded = load_.refresh(now_s_ * kSecond);
        ASSERT_TRUE(loaded);
        EXPECT_EQ(loaded->ranking_cost().cost(kHome, kTransit), cost_ + 69);
    }
    LinkState state() const { return load_.states(now_s_ * kSecond).at(0); }

    const std::filesystem::path directory_ =
        std::filesystem::temp_directory_path() / ("load-" + std::to_string(getpid()));
    const std::string address_ = "unix:" + (directory_ / "box.sock").string();
    const std::shared_ptr<const Topology> base_ = std::make_shared<Topology>(a_topology());
    const float cost_ = base_->ranking_cost().cost(kHome, kTransit);
    uint64_t now_s_ = 50;
    MeasuredLoad load_;
};

TEST_F(MeasuredLoadTest, ALinkThatABoxSaysIsFullCostsMore) {
    FakeBox box(address_);
    EXPECT_EQ(load_.use(base_, {link()}), base_);
    load_fully(box);
    EXPECT_NEAR(state().utilisation.down, 0.95, 0.001);
    EXPECT_EQ(state().added_cost.down, 69);
    EXPECT_EQ(state().age_s, 0.0);
    EXPECT_EQ(state().objection, "");
    box.pass(5, 0.95);
    EXPECT_EQ(load_.refresh(56 * kSecond), nullptr) << "nothing has changed";
    EXPECT_TRUE(load_.take_news().empty());
}

TEST_F(MeasuredLoadTest, ABoxThatIsDownCostsLittleTimeAndAgesOut) {
    load_.use(base_, {link()});
    {
        FakeBox box(address_);
        load_fully(box);
    }
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(load_.refresh((now_s_ += 5) * kSecond), nullptr);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
    EXPECT_EQ(state().age_s, 5.0);
    EXPECT_EQ(state().added_cost.down, 69);
    ASSERT_EQ(load_.take_news().size(), 1u);
    load_.refresh((now_s_ += 5) * kSecond);
    EXPECT_TRUE(load_.take_news().empty()) << "it was told already";
    EXPECT_EQ(load_.refresh((now_s_ += 120) * kSecond), base_);
    EXPECT_FALSE(state().age_s);
    EXPECT_EQ(state().added_cost.down, 0);
    EXPECT_FALSE(state().objection.empty());
}

TEST_F(MeasuredLoadTest, ABoxThatIsBackCountsAgain) {
    load_.use(base_, {link()});
    load_.refresh(now_s_ * kSecond);
    EXPECT_EQ(load_.take_news().size(), 1u);
    FakeBox box(address_);
    for (int i = 0; i < 100 && !load_.states(now_s_ * kSecond)[0].objection.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        load_.refresh(++now_s_ * kSecond);
    }
    EXPECT_EQ(load_.take_news(), std::vector<std::string>{"link transit-1: measured again"});
    load_fully(box);
}

TEST_F(MeasuredLoadTest, ABoxThatIsSlowIsNotWaitedFor) {
    FakeBox box(address_);
    box.delay = std::chrono::milliseconds(1'500);
    load_.use(base_, {link()});
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(load_.refresh(now_s_ * kSecond), nullptr);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(1'400));
    EXPECT_FALSE(state().objection.empty());
}

TEST_F(MeasuredLoadTest, ALinkThatTheBoxDoesNotHaveOrKnowTheCapacityOfIsSaid) {
    FakeBox box(address_);
    load_.use(base_, {link("core2")});
    load_.refresh(now_s_ * kSecond);
    EXPECT_EQ(state().objection, "the box at " + address_ + " has no link 'core2'");
    box.capacity_bps = 0;
    load_.use(base_, {link()});
    load_.refresh(now_s_ * kSecond);
    EXPECT_NE(state().objection.find("does not know the capacity"), std::string::npos);
}

TEST_F(MeasuredLoadTest, ATopologyThatComesAfterwardsIsRaisedAtOnce) {
    FakeBox box(address_);
    load_.use(base_, {link()});
    load_fully(box);
    const auto next = std::make_shared<const Topology>(a_topology());
    const auto used = load_.use(next, {link()});
    EXPECT_EQ(used->ranking_cost().cost(kHome, kTransit), cost_ + 69);
    EXPECT_EQ(load_.use(next, {}), next);
    EXPECT_EQ(load_.refresh(99 * kSecond), nullptr);
}

TEST_F(MeasuredLoadTest, MetricsTellWhichLinksCount) {
    EXPECT_TRUE(link_metrics("oracle", {}).empty());
    const auto families = link_metrics(
        "oracle",
        {{.name = "a",
          .age_s = 3,
          .utilisation = {0.5, 0.25},
          .added_cost = {9, 2},
          .objection = ""},
         {.name = "b", .age_s = {}, .utilisation = {}, .added_cost = {}, .objection = "down"}});
    ASSERT_EQ(families.size(), 4u);
    EXPECT_EQ(families[0].name, "sluice_oracle_link_measured");
    EXPECT_EQ(families[0].metric.at(0).gauge.value, 1);
    EXPECT_EQ(families[0].metric.at(1).gauge.value, 0);
    EXPECT_EQ(families[1].metric.size(), 1u) << "no age where it never was";
    EXPECT_EQ(families[3].metric.at(1).label.at(1).value, "down");
    EXPECT_EQ(families[3].metric.at(1).gauge.value, 2);
}

}  // namespace
}  // namespace sluice
