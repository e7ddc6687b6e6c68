// SPDX-License-Identifier: Apache-2.0
#include "control/portal/accounts.h"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "sluice/v1/subscribers.grpc.pb.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

// Ports 1024 to 2047 of 203.0.113.9 are s-1's, the next thousand s-2's; 198.51.100.7 is all s-3's.
class TwoHomes : public v1::Subscribers::Service {
 public:
    grpc::Status Find(grpc::ServerContext*, const v1::FindSubscriberRequest* request,
                      v1::Subscriber* found) override {
        const uint32_t port = request->port();
        if (request->address() == "198.51.100.7")
            fill(found, "s-3", "198.51.100.7/32", false);
        else if (request->address() == "203.0.113.9" && port >= 1024 && port < 2048)
            fill(found, "s-1", "203.0.113.9/32", true);
        else if (request->address() == "203.0.113.9" && (port < 1024 || port < 3072))
            fill(found, "s-2", "203.0.113.9/32", true);
        else
            return {grpc::StatusCode::NOT_FOUND, "nobody's"};
        return grpc::Status::OK;
    }
    grpc::Status Usage(grpc::ServerContext* context, const v1::UsageRequest* request,
                       v1::SubscriberUsage* usage) override {
        while (is_stuck && !context->IsCancelled())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (request->id() == "s-2")
            return {usage_missing, "nothing is kept"};
        usage->set_id(request->id());
        usage->mutable_as_of()->set_seconds(5);
        auto* const period = usage->add_periods();
        period->mutable_end()->set_seconds(9);
        period->set_down_bytes(request->id() == "s-1" ? 111 : 333);
        period->mutable_allowance()->set_bytes(1'000);
        period->mutable_allowance()->set_counts("down");
        auto* const count = period->add_counts();
        count->set_direction("down");
        count->set_label("tls");
        count->set_bytes(111);
        count->mutable_queues()->set_dropped_bytes(5);
        period->mutable_down_queues()->set_ce_marked_packets(6);
        auto* const effect = usage->add_effects();
        effect->set_rule("held");
        effect->set_effect("over_rate");
        effect->set_packets(3);
        effect->mutable_last()->set_seconds(4);
        if (request->id() == "s-3")
            return grpc::Status::OK;
        auto* const congestion = usage->mutable_congestion();
        congestion->set_measure("volume");
        congestion->set_window_seconds(900);
        auto* const side = congestion->add_sides();
        side->set_direction("up");
        side->set_rate_bps(1'000);
        side->set_heavy(true);
        side->mutable_best_effort()->mutable_since()->set_seconds(7);
        side->mutable_best_effort()->set_release_below(0.5);
        return grpc::Status::OK;
    }

    std::atomic<bool> is_stuck = false;
    grpc::StatusCode usage_missing = grpc::StatusCode::NOT_FOUND;

 private:
    static void fill(v1::Subscriber* found, const char* id, const char* prefix, bool shared) {
        found->set_id(id);
        found->set_tier("gold");
        auto* const address = found->add_addresses();
        address->set_prefix(prefix);
        if (shared)
            address->mutable_ports()->set_mask(0xfc00);
    }
};

class PortalAccounts : public testing::Test {
 protected:
    ~PortalAccounts() override {
        if (server_)
            server_->Shutdown(std::chrono::system_clock::now());
    }

    void start() {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("unix:" + socket_, grpc::InsecureServerCredentials());
        builder.RegisterService(&homes_);
        server_ = builder.BuildAndStart();
        ASSERT_TRUE(server_);
    }

    AccountAnswer ask(const char* address, std::optional<uint16_t> port) {
        std::promise<AccountAnswer> answer;
        accounts_.ask({*IpAddress::parse(address), port},
                      [&](AccountAnswer said) { answer.set_value(std::move(said)); });
        return answer.get_future().get();
    }

    // The id, or why there is none.
    std::string who(const char* address, std::optional<uint16_t> port) {
        const auto answer = ask(address, port);
        if (const auto* const account = std::get_if<Account>(&answer))
            return account->id;
        const NoAccount why = std::get<NoAccount>(answer);
        return why == NoAccount::nobody        ? "nobody"
               : why == NoAccount::port_needed ? "port needed"
                                               : "unavailable";
    }

    ScratchFolder folder_;
    const std::string socket_ = folder_ / "s.sock";
    TwoHomes homes_;
    std::unique_ptr<grpc::Server> server_;
    Accounts accounts_{socket_};
};

TEST_F(PortalAccounts, TellHomesOnOneAddressApartByPort) {
    start();
    EXPECT_EQ(who("203.0.113.9", 1024), "s-1");
    EXPECT_EQ(who("203.0.113.9", 2048), "s-2");
    EXPECT_EQ(who("203.0.113.9", 9000), "nobody");
    EXPECT_EQ(who("192.0.2.1", 1024), "nobody");
}

TEST_F(PortalAccounts, DoNotGuessWhoseASharedAddressIsWithoutAPort) {
    start();
    EXPECT_EQ(who("203.0.113.9", std::nullopt), "port needed");
    EXPECT_EQ(who("192.0.2.1", std::nullopt), "port needed");
    EXPECT_EQ(who("198.51.100.7", std::nullopt), "s-3");
}

TEST_F(PortalAccounts, HaveWhatTheDaemonKeeps) {
    start();
    const auto answer = ask("203.0.113.9", 1024);
    const auto& account = std::get<Account>(answer);
    EXPECT_EQ(account.tier, "gold");
    ASSERT_TRUE(account.usage);
    EXPECT_EQ(account.usage->as_of, 5);
    ASSERT_EQ(account.usage->periods.size(), 1u);
    EXPECT_EQ(account.usage->periods[0].down_bytes, 111u);
    EXPECT_EQ(account.usage->periods[0].end, 9);
    EXPECT_EQ(account.usage->periods[0].kinds[0].label, "tls");
    EXPECT_EQ(account.usage->periods[0].kinds[0].queues.dropped_bytes, 5u);
    EXPECT_EQ(account.usage->periods[0].down_queues.ce_marked_packets, 6u);
    EXPECT_FALSE(account.usage->periods[0].up_queues.any());
    EXPECT_EQ(account.usage->periods[0].allowance->counts, "down");
    EXPECT_EQ(account.usage->touches[0].rule, "held");
    EXPECT_EQ(account.usage->touches[0].last, 4);
    ASSERT_TRUE(account.congestion);
    EXPECT_EQ(account.congestion->window_seconds, 900);
    ASSERT_EQ(account.congestion->sides.size(), 1u);
    EXPECT_TRUE(account.congestion->sides[0].heavy);
    EXPECT_EQ(account.congestion->sides[0].best_effort->since, 7);
    EXPECT_EQ(account.congestion->sides[0].best_effort->release_below, 0.5);
}

TEST_F(PortalAccounts, AreThereWithoutUsageWhereNoneIsKept) {
    start();
    for (const auto code : {grpc::StatusCode::NOT_FOUND, grpc::StatusCode::UNIMPLEMENTED}) {
        homes_.usage_missing = code;
        const auto answer = ask("203.0.113.9", 2048);
        ASSERT_TRUE(std::holds_alternative<Account>(answer));
        EXPECT_FALSE(std::get<Account>(answer).usage);
    }
    homes_.usage_missing = grpc::StatusCode::INTERNAL;
    EXPECT_EQ(who("203.0.113.9", 2048), "unavailable");
}

TEST_F(PortalAccounts, AreUnavailableWhileTheDaemonIsDownAndThereSoonAfterItIsBack) {
    EXPECT_EQ(who("203.0.113.9", 1024), "unavailable");
    start();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (who("203.0.113.9", 1024) != "s-1") {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

TEST_F(PortalAccounts, AreUnavailableWhenTheDaemonHangs) {
    start();
    homes_.is_stuck = true;
    EXPECT_EQ(who("203.0.113.9", 1024), "unavailable");
    homes_.is_stuck = false;
}

}  // namespace
}  // namespace sluice
