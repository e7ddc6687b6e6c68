// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/box_readings.h"

#include <algorithm>
#include <chrono>
#include <latch>

#include <grpcpp/grpcpp.h>

#include "sluice/v1/links.grpc.pb.h"

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr int kReconnectMostMs = 1'000;  // a daemon that restarts is soon found again

std::shared_ptr<grpc::Channel> open_channel(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMostMs);
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

BoxReadings::Answer answer_of(const grpc::Status& status, const v1::ListLinksResponse& response) {
    BoxReadings::Answer answer;
    if (!status.ok()) {
        answer.failure =
            status.error_message().empty() ? "it does not answer" : status.error_message();
        return answer;
    }
    for (const v1::Link& link : response.links())
        answer.links.push_back({link.name(),
                                {.time_ns = response.time_ns(),
                                 .up_bps = link.up_bps(),
                                 .down_bps = link.down_bps(),
                                 .up_ip_bytes = link.up_ip_bytes(),
                                 .down_ip_bytes = link.down_ip_bytes()}});
    return answer;
}

}  // namespace

struct BoxReadings::Box {
    explicit Box(const std::string& at) : address(at), stub(v1::Links::NewStub(open_channel(at))) {}

    const std::string address;
    const std::unique_ptr<v1::Links::Stub> stub;
};

BoxReadings::BoxReadings() = default;
BoxReadings::~BoxReadings() = default;

void BoxReadings::use(const std::vector<std::string>& boxes) {
    std::vector<std::unique_ptr<Box>> next;
    for (const std::string& address : boxes) {
        const auto known = std::ranges::find_if(
            boxes_, [&](const auto& box) { return box && box->address == address; });
        next.push_back(known != boxes_.end() ? std::move(*known) : std::make_unique<Box>(address));
    }
    boxes_ = std::move(next);
}

std::vector<BoxReadings::Answer> BoxReadings::ask() {
    struct Question {
        grpc::ClientContext context;
        v1::ListLinksRequest request;
        v1::ListLinksResponse response;
        grpc::Status status;
    };
    std::vector<std::unique_ptr<Question>> questions;
    std::latch unanswered(static_cast<std::ptrdiff_t>(boxes_.size()));
    const auto deadline = std::chrono::system_clock::now() + kPatience;
    for (const auto& box : boxes_) {
        Question& question = *questions.emplace_back(std::make_unique<Question>());
        question.request.set_without_ports(true);
        question.context.set_deadline(deadline);
        box->stub->async()->List(&question.context, &question.request, &question.response,
                                 [&](const grpc::Status& status) {
                                     question.status = status;
                                     unanswered.count_down();
                                 });
    }
    unanswered.wait();  // gRPC calls back by the deadline, whatever happens
    std::vector<Answer> answers;
    for (const auto& question : questions)
        answers.push_back(answer_of(question->status, question->response));
    return answers;
}

}  // namespace sluice
