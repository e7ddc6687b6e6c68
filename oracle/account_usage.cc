// SPDX-License-Identifier: Apache-2.0
#include "oracle/account_usage.h"

#include <algorithm>

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "http/field_text.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kCallTimeout{100};
constexpr std::chrono::seconds kRest{1};
constexpr int kReconnectMs = 100;
constexpr int kReconnectMostMs = 1'000;
constexpr std::string_view kBearer = "Bearer ";

std::shared_ptr<grpc::Channel> open_channel(const std::string& socket_path) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMs);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    return grpc::CreateCustomChannel("unix:" + socket_path, grpc::InsecureChannelCredentials(),
                                     arguments);
}

// Of a shared address without a port nobody can say whose it is.
bool has_whole_address(const v1::Subscriber& subscriber, const IpAddress& address) {
    return std::any_of(subscriber.addresses().begin(), subscriber.addresses().end(),
                       [&](const v1::SubscriberAddress& held) {
                           const auto prefix = Prefix::parse(held.prefix());
                           return prefix && prefix->contains(address) && !held.has_ports();
                       });
}

}  // namespace

struct AccountUsage::Link {
    explicit Link(const std::string& socket_path)
        : stub(v1::Subscribers::NewStub(open_channel(socket_path))) {}

    std::unique_ptr<v1::Subscribers::Stub> stub;
};

AccountUsage::AccountUsage(const std::string& socket_path, std::vector<TokenDigest> tokens)
    : tokens_(std::move(tokens)), link_(std::make_unique<Link>(socket_path)) {}

AccountUsage::~AccountUsage() = default;

bool AccountUsage::may_ask_for_all(std::string_view authorization) const {
    if (!equal_ignoring_case(authorization.substr(0, kBearer.size()), kBearer))
        return false;
    const std::string_view token = trimmed(authorization.substr(kBearer.size()));
    TokenDigest digest;
    SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
    bool is_known = false;
    for (const TokenDigest& one : tokens_)
        is_known |= CRYPTO_memcmp(one.data(), digest.data(), digest.size()) == 0;
    return is_known;
}

AccountSource::Answer AccountUsage::ask(const IpAddress& address, std::optional<uint16_t> port,
                                        UsedBytes& out) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || std::chrono::steady_clock::now() < not_before_)
        return Answer::busy;
    const Answer answer = ask_sluiced(address, port, out);
    if (answer == Answer::busy)
        not_before_ = std::chrono::steady_clock::now() + kRest;
    return answer;
}

AccountSource::Answer AccountUsage::ask_sluiced(const IpAddress& address,
                                                std::optional<uint16_t> port, UsedBytes& out) {
    const auto deadline = std::chrono::system_clock::now() + kCallTimeout;
    grpc::ClientContext find_context;
    find_context.set_deadline(deadline);
    v1::FindSubscriberRequest request;
    request.set_address(address.to_string());
    request.set_port(port.value_or(0));
    v1::Subscriber subscriber;
    const grpc::Status found = link_->stub->Find(&find_context, request, &subscriber);
    if (found.error_code() == grpc::StatusCode::NOT_FOUND)
        return Answer::nobody;
    if (!found.ok())
        return Answer::busy;
    if (!port && !has_whole_address(subscriber, address))
        return Answer::nobody;

    grpc::ClientContext usage_context;
    usage_context.set_deadline(deadline);
    v1::UsageRequest usage_request;
    usage_request.set_id(subscriber.id());
    v1::SubscriberUsage usage;
    const grpc::Status told = link_->stub->Usage(&usage_context, usage_request, &usage);
    if (told.error_code() == grpc::StatusCode::NOT_FOUND || (told.ok() && usage.periods().empty()))
        return Answer::nobody;
    if (!told.ok())
        return Answer::busy;
    const v1::UsagePeriod& period = usage.periods(0);
    out.up_bytes = period.up_bytes();
    out.down_bytes = period.down_bytes();
    out.period_begin = google::protobuf::util::TimeUtil::ToString(period.begin());
    return Answer::told;
}

}  // namespace sluice
