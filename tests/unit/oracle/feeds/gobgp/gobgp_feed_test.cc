// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/gobgp/gobgp_feed.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "gobgp/routes.grpc.pb.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/gobgp/gobgp_samples.h"

namespace sluice {
namespace {

using testing::ElementsAre;

using Writer = grpc::ServerWriter<apipb::ListPathResponse>;
using Says =
    std::function<grpc::Status(grpc::ServerContext&, const apipb::ListPathRequest&, Writer&)>;

void say(Writer& writer, const apipb::Destination& one) {
    apipb::ListPathResponse answer;
    *answer.mutable_destination() = one;
    writer.Write(answer);
}

// Speaks GoBGP's API, and may say what GoBGP does not.
class FakeGobgp final : public apipb::GobgpApi::Service {
 public:
    explicit FakeGobgp(Says says) : says_(std::move(says)) {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
        builder.RegisterService(this);
        server_ = builder.BuildAndStart();
    }
    ~FakeGobgp() override { server_->Shutdown(std::chrono::system_clock::now()); }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    grpc::Status ListPath(grpc::ServerContext* context, const apipb::ListPathRequest* request,
                          Writer* writer) override {
        return says_(*context, *request, *writer);
    }

 private:
    Says says_;
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

FeedTable read(const FakeGobgp& server, uint64_t deadline_ns = GobgpFeed::kDeadlineNs) {
    return GobgpFeed(server.address(), {64496}, deadline_ns).read({});
}

bool is_ipv4(const apipb::ListPathRequest& request) {
    return request.family().afi() == 1;
}

TEST(GobgpFeed, ReadsBothFamiliesOfTheTableThatTheRouterGoesBy) {
    const FakeGobgp server([](auto&, const auto& request, auto& writer) {
        EXPECT_EQ(request.table_type(), 0);
        EXPECT_EQ(request.family().safi(), 1);
        EXPECT_TRUE(request.enable_only_binary());
        say(writer, is_ipv4(request) ? destination("192.0.2.0/24", {64497})
                                     : destination("2001:db8::/32", {64499, 64510}));
        return grpc::Status::OK;
    });
    const FeedTable table = read(server);
    EXPECT_EQ(table.counts.broken, "");
    EXPECT_THAT(table.entries, ElementsAre(of_path("192.0.2.0/24", 1, 64497, 64497),
                                           of_path("2001:db8::/32", 2, 64499, 64510)));
}

TEST(GobgpFeed, AFamilyThatTheRouterDoesNotSpeakIsEmpty) {
    const FakeGobgp server([](auto&, const auto& request, auto& writer) {
        if (!is_ipv4(request))
            return grpc::Status(grpc::StatusCode::UNKNOWN,
                                "address family: ipv6-unicast not supported");
        say(writer, destination("192.0.2.0/24", {64497}));
        return grpc::Status::OK;
    });
    EXPECT_EQ(read(server).counts.broken, "");
    EXPECT_EQ(read(server).entries.size(), 1u);
}

TEST(GobgpFeed, WhatBreaksOffIsBrokenHoweverMuchCame) {
    const FakeGobgp server([](auto&, const auto&, auto& writer) {
        for (int i = 0; i < 100; ++i)
            say(writer, destination("192.0." + std::to_string(i) + ".0/24", {64497}));
        return grpc::Status(grpc::StatusCode::INTERNAL, "no\nmore\x01 of it");
    });
    EXPECT_EQ(read(server).counts.broken, "no more  of it");
}

TEST(GobgpFeed, OneThatStallsOrNeverEndsIsLeftAtTheDeadline) {
    constexpr uint64_t kDeadlineNs = 300'000'000;
    for (const bool is_talking : {false, true}) {
        const FakeGobgp server([&](auto& context, const auto&, auto& writer) {
            while (!context.IsCancelled()) {
                if (is_talking)
                    say(writer, destination("192.0.2.0/24", {64497}));
                else
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
            return grpc::Status::OK;
        });
        const auto began = std::chrono::steady_clock::now();
        EXPECT_NE(read(server, kDeadlineNs).counts.broken, "");
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
    }
}

TEST(GobgpFeed, IsLeftWhenTold) {
    std::atomic<bool> is_asked = false;
    const FakeGobgp server([&](auto& context, const auto&, auto&) {
        is_asked = true;
        while (!context.IsCancelled())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return grpc::Status::OK;
    });
    std::stop_source stop;
    std::thread later([&] {
        while (!is_asked)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        stop.request_stop();
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_NE(GobgpFeed(server.address(), {}).read(stop.get_token()).counts.broken, "");
    later.join();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(GobgpFeed, OneWhoseDestinationsAreTooLargeIsBroken) {
    const FakeGobgp server([](auto&, const auto&, auto& writer) {
        apipb::Destination one = destination("192.0.2.0/24", {64497});
        one.mutable_paths(0)->add_pattrs_binary(std::string(5 << 20, 'x'));
        say(writer, one);
        return grpc::Status::OK;
    });
    EXPECT_NE(read(server).counts.broken, "");
}

TEST(GobgpFeed, WhereNobodyIsIsSaidAtOnce) {
    GobgpFeed nobody("127.0.0.1:1", {});
    const auto began = std::chrono::steady_clock::now();
    EXPECT_NE(nobody.read({}).counts.broken, "");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));

    const std::string path = "/tmp/sluice-gobgp-" + std::to_string(getpid()) + ".sock";
    GobgpFeed by_path("unix:" + path, {});
    EXPECT_NE(by_path.read({}).counts.broken, "");
}

}  // namespace
}  // namespace sluice
