// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/gobgp/gobgp_feed.h"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <grpcpp/grpcpp.h>

#include "gobgp/routes.grpc.pb.h"
#include "oracle/feeds/gobgp/gobgp_routes.h"

namespace sluice {
namespace {

using Clock = std::chrono::system_clock;  // of gRPC's deadlines

constexpr int kAfiIpv4 = 1;
constexpr int kAfiIpv6 = 2;
constexpr int kSafiUnicast = 1;
constexpr int kMostMessageBytes = 4 << 20;  // a destination with all its routes
constexpr int kMostReconnectMs = 2'000;     // a daemon that comes back is asked again soon
constexpr size_t kMostWords = 200;

std::shared_ptr<grpc::Channel> channel_to(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMostReconnectMs);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// One line, whatever the other side says.
std::string words_of(const grpc::Status& status) {
    std::string words = status.error_message().substr(0, kMostWords);
    std::ranges::replace_if(
        words, [](char c) { return c < ' ' || c > '~'; }, ' ');
    return words.empty() ? "error " + std::to_string(status.error_code()) : words;
}

// As GoBGP 3.x says it of a family that it is not told to speak.
bool is_not_spoken(const grpc::Status& status) {
    const std::string words = status.error_message();
    return status.error_code() == grpc::StatusCode::UNKNOWN &&
           words.starts_with("address family: ") && words.ends_with(" not supported");
}

}  // namespace

struct GobgpFeed::Api {
    explicit Api(const std::string& address)
        : stub(apipb::GobgpApi::NewStub(channel_to(address))) {}

    void list(int afi, Clock::time_point deadline, const std::stop_token& stop,
              GobgpRoutes& routes) const {
        grpc::ClientContext context;
        context.set_deadline(deadline);
        const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
        apipb::ListPathRequest request;
        request.mutable_family()->set_afi(afi);
        request.mutable_family()->set_safi(kSafiUnicast);
        request.set_enable_only_binary(true);
        const auto answers = stub->ListPath(&context, request);
        apipb::ListPathResponse answer;
        while (!routes.is_broken() && answers->Read(&answer))
            routes.add(answer.destination(), afi == kAfiIpv4);
        if (routes.is_broken())
            context.TryCancel();
        const grpc::Status status = answers->Finish();
        if (!status.ok() && !is_not_spoken(status))
            routes.break_off(words_of(status));
    }

    std::unique_ptr<apipb::GobgpApi::Stub> stub;
};

GobgpFeed::GobgpFeed(const std::string& address, std::vector<uint32_t> own_as, uint64_t deadline_ns)
    : api_(std::make_unique<Api>(address)), own_as_(std::move(own_as)), deadline_ns_(deadline_ns) {}
GobgpFeed::~GobgpFeed() = default;

FeedTable GobgpFeed::read(const std::stop_token& stop) {
    const auto deadline = Clock::now() + std::chrono::nanoseconds(deadline_ns_);
    GobgpRoutes routes(own_as_);
    for (const int afi : {kAfiIpv4, kAfiIpv6})
        if (!routes.is_broken())
            api_->list(afi, deadline, stop, routes);
    return routes.finish();
}

}  // namespace sluice
