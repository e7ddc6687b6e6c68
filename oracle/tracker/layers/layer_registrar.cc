// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_registrar.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "oracle/tracker/layers/token_file.h"

namespace sluice {
namespace {

constexpr uint64_t kAskNs = 5'000'000'000;
constexpr uint64_t kLeaveNs = 2'000'000'000;
constexpr size_t kAnswerBytes = 16'384;
constexpr uint32_t kFirstRetryS = 2;
constexpr uint32_t kLastRetryS = 60;

}  // namespace

LayerRegistrar::LayerRegistrar(const LayerAbove& above, Know know, Tell tell, Ask ask)
    : above_(above), know_(std::move(know)), tell_(std::move(tell)), ask_(std::move(ask)) {
    thread_ = std::thread([this] { run(); });
}

LayerRegistrar::~LayerRegistrar() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void LayerRegistrar::run() {
    for (;;) {
        const auto seconds = std::chrono::seconds(attempt());
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, seconds, [this] { return stopping_; }))
            break;
    }
    if (is_registered_)
        withdraw();
}

FetchOptions LayerRegistrar::options(const std::string& body) const {
    FetchOptions options;
    options.method = "POST";
    options.body = body;
    options.media_type = "application/json";
    options.accept = "application/json";
    options.bearer = read_token_file(above_.token_file);
    options.ca_file = above_.ca_file;
    options.deadline_ns = kAskNs;
    options.limits.body_bytes = kAnswerBytes;
    return options;
}

uint32_t LayerRegistrar::attempt() {
    ++attempts_;
    std::string why;
    try {
        const FetchedReply reply =
            ask_(above_.registration, options(registration_text(above_.own)));
        const auto answer = parse_registration_answer(reply.body);
        if (answer && reply.status == 200 && answer->lifetime_s > 0) {
            in_a_row_ = 0;
            settle(true, "registered with the tracker above");
            return std::max(answer->lifetime_s / 3, 1u);
        }
        why = above_.registration.host + ": " +
              (answer && !answer->objection.empty() ? answer->objection
                                                    : "status " + std::to_string(reply.status));
    } catch (const std::exception& error) {
        why = error.what();
    }
    ++failures_;
    settle(false, "not registered with the tracker above: " + why);
    in_a_row_ = std::min(in_a_row_ + 1, 8u);
    return std::min(kFirstRetryS << (in_a_row_ - 1), kLastRetryS);
}

void LayerRegistrar::withdraw() {
    try {
        FetchOptions leave = options(registration_text({}));
        leave.deadline_ns = kLeaveNs;
        ask_(above_.registration, leave);
    } catch (const std::exception&) {
        // It lapses.
    }
}

void LayerRegistrar::settle(bool is_registered, const std::string& line) {
    is_registered_ = is_registered;
    know_(is_registered);
    if (told_ != line)
        tell_(line);
    told_ = line;
}

}  // namespace sluice
