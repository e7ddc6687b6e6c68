// SPDX-License-Identifier: Apache-2.0
#include "control/enforcement/enforcement_watch.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr size_t kSamplesMost = 1'024;  // a round; the rest waits for the next, or is lost
constexpr size_t kLastEvents = 20;

}  // namespace

EnforcementWatch::EnforcementWatch(Sources sources, AuditLog& audit, std::chrono::seconds keep)
    : sources_(std::move(sources)),
      audit_(audit),
      enforcement_(sources_.rules, std::chrono::steady_clock::now()),
      retention_(keep),
      samples_(kSamplesMost),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

EnforcementWatch::~EnforcementWatch() {
    thread_.request_stop();
    thread_.join();
    round(kLastEvents);
}

void EnforcementWatch::run(const std::stop_token& stop) {
    std::unique_lock waiting(waiting_);
    while (!stopping_.wait_for(waiting, stop, EnforcementAudit::kRound,
                               [&] { return stop.stop_requested(); })) {
        round(EnforcementAudit::kEventsPerRound);
        if (const auto before =
                retention_.look(std::chrono::steady_clock::now(), std::chrono::system_clock::now()))
            audit_.forget(*before);
    }
}

void EnforcementWatch::round(size_t most) {
    const size_t taken = sources_.take_samples(samples_);
    audit_.record_all(enforcement_.round(*sources_.active(), std::span(samples_).first(taken),
                                         std::chrono::steady_clock::now(),
                                         std::chrono::system_clock::now(), most));
}

}  // namespace sluice
