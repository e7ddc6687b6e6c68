// SPDX-License-Identifier: Apache-2.0
#include "control/usage/usage_recorder.h"

#include <algorithm>

namespace sluice {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{200};
constexpr std::chrono::seconds kForgetEveryMost{600};

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

UsageRecorder::UsageRecorder(UsageRounds& rounds, std::function<bool()> is_pressing)
    : rounds_(rounds),
      is_pressing_(std::move(is_pressing)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

UsageRecorder::~UsageRecorder() = default;

void UsageRecorder::run(const std::stop_token& stop) {
    const UsageSettings& settings = rounds_.settings();
    const auto forget_every = std::clamp<steady_clock::duration>(
        settings.erase_after / 4, std::chrono::seconds(1), kForgetEveryMost);
    auto next_round = steady_clock::now() + settings.commit_every;
    auto next_forgetting = steady_clock::now() + forget_every;
    std::unique_lock waiting(mutex_);
    while (!stopping_.wait_for(waiting, stop, kLookEvery, [&] { return stop.stop_requested(); })) {
        if (steady_clock::now() >= next_round || is_pressing_()) {
            next_round = steady_clock::now() + settings.commit_every;
            rounds_.run(now());
        }
        if (steady_clock::now() >= next_forgetting && rounds_.forget(now()))
            next_forgetting = steady_clock::now() + forget_every;
    }
}

void UsageRecorder::finish() {
    thread_.request_stop();
    if (!thread_.joinable())
        return;
    thread_.join();
    rounds_.run(now());
}

}  // namespace sluice
