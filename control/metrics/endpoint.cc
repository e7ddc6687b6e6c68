// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/endpoint.h"

#include <chrono>
#include <future>

#include "control/listen_check.h"

namespace sluice {
namespace {

constexpr size_t kThreads = 1;
constexpr std::chrono::milliseconds kBetweenKnocks{20};

}  // namespace

MetricsEndpoint::MetricsEndpoint(const std::string& address,
                                 const std::shared_ptr<Metrics>& metrics) try
    : address_(address) {
    if (address_.empty())
        return;
    exposer_ = std::make_unique<prometheus::Exposer>(address_, kThreads);
    exposer_->RegisterCollectable(metrics);
} catch (const std::exception& error) {
    throw ListenError("cannot listen on " + address + " for metrics: " + error.what());
}

// CivetWeb looks whether it is to stop every two seconds, or when somebody connects.
MetricsEndpoint::~MetricsEndpoint() {
    if (exposer_ == nullptr)
        return;
    const auto stopped = std::async(std::launch::async, [this] { exposer_.reset(); });
    while (stopped.wait_for(kBetweenKnocks) != std::future_status::ready)
        knock_at_tcp_address(address_);
}

}  // namespace sluice
