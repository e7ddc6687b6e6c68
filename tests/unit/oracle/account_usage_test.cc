// SPDX-License-Identifier: Apache-2.0
#include "oracle/account_usage.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {
namespace {

// What sluiced would say: 192.0.2.1 is s-1's, and of 192.0.2.2 the port 4000 is s-2's.
class Daemon final : public v1::Subscribers::Service {
 public:
    grpc::Status Find(grpc::ServerContext*, const v1::FindSubscriberRequest* request,
                      v1::Subscriber* response) override {
        auto* const held = response->add_addresses();
        held->set_prefix(request->address() + "/32");
        if (request->address() == "192.0.2.1") {
            response->set_id("s-1");
        } else if (request->address() == "192.0.2.2" &&
                   (request->port() == 4'000 || request->port() == 0)) {
            response->set_id("s-2");
            held->mutable_ports();
        } else {
            return {grpc::StatusCode::NOT_FOUND, "nobody"};
        }
        return grpc::Status::OK;
    }
    grpc::Status Usage(grpc::ServerContext*, const v1::UsageRequest* request,
                       v1::SubscriberUsage* response) override {
        auto* const period = response->add_periods();
        period->set_up_bytes(request->id() == "s-1" ? 10 : 20);
        period->set_down_bytes(30);
        period->mutable_begin()->set_seconds(1'793'491'200);
        return grpc::Status::OK;
    }
};

class AccountUsageTest : public testing::Test {
 protected:
    AccountUsageTest() {
        char path[] = "/tmp/sluice-accounts-XXXXXX";
        folder_ = mkdtemp(path);
        socket_ = folder_ + "/sluiced.sock";
    }
    ~AccountUsageTest() override { std::filesystem::remove_all(folder_); }

    void start() {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("unix:" + socket_, grpc::InsecureServerCredentials());
        builder.RegisterService(&daemon_);
        server_ = builder.BuildAndStart();
        ASSERT_NE(server_, nullptr);
    }

    static IpAddress address(const char* text) { return *IpAddress::parse(text); }

    std::string folder_;
    std::string socket_;
    Daemon daemon_;
    std::unique_ptr<grpc::Server> server_;
};

using Answer = AccountSource::Answer;

TEST_F(AccountUsageTest, TellsWhatAnAccountHasUsed) {
    start();
    AccountUsage usage(socket_, {});
    UsedBytes used;
    Answer answer = Answer::busy;
    for (int i = 0; i < 20 && answer == Answer::busy; ++i) {  // a slow machine may be late
        if (i > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1'100));
        answer = usage.ask(address("192.0.2.1"), std::nullopt, used);
    }
    ASSERT_EQ(answer, Answer::told);
    EXPECT_EQ(used.up_bytes, 10u);
    EXPECT_EQ(used.down_bytes, 30u);
    EXPECT_EQ(used.period_begin, "2026-11-01T00:00:00Z");
    EXPECT_EQ(usage.ask(address("192.0.2.2"), 4'000, used), Answer::told);
    EXPECT_EQ(used.up_bytes, 20u);
    EXPECT_EQ(usage.ask(address("192.0.2.2"), std::nullopt, used), Answer::nobody) << "shared";
    EXPECT_EQ(usage.ask(address("203.0.113.1"), 1, used), Answer::nobody);
}

TEST_F(AccountUsageTest, ADaemonThatIsDownIsNotAskedAgainAtOnce) {
    AccountUsage usage(socket_, {});
    UsedBytes used;
    EXPECT_EQ(usage.ask(address("192.0.2.1"), 1, used), Answer::busy);
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(usage.ask(address("192.0.2.1"), 1, used), Answer::busy);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(900));
}

// printf %s secret | sha256sum
constexpr const char* kSecret = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

TEST(AccountTokens, AreKnownByTheirDigests) {
    ASSERT_TRUE(read_token_digest(kSecret));
    AccountUsage usage("/nowhere", {*read_token_digest(kSecret)});
    EXPECT_TRUE(usage.may_ask_for_all("Bearer secret"));
    EXPECT_TRUE(usage.may_ask_for_all("bearer  secret "));
    for (const char* wrong :
         {"", "Bearer", "Bearer ", "Bearer Secret", "Basic secret", "secret", "Bearer secret2"})
        EXPECT_FALSE(usage.may_ask_for_all(wrong)) << wrong;
    EXPECT_FALSE(AccountUsage("/nowhere", {}).may_ask_for_all("Bearer secret"));
}

TEST(AccountTokens, WhatIsNoDigestIsNone) {
    const std::string right = kSecret;
    EXPECT_FALSE(read_token_digest(""));
    EXPECT_FALSE(read_token_digest(right.substr(1)));
    EXPECT_FALSE(read_token_digest(right + "0"));
    EXPECT_FALSE(read_token_digest("x" + right.substr(1)));
    EXPECT_FALSE(read_token_digest("-" + right.substr(1)));
    EXPECT_FALSE(read_token_digest(right.substr(1) + " "));
}

}  // namespace
}  // namespace sluice
