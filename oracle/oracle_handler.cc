// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_handler.h"

#include <chrono>

#include "http/request_target.h"
#include "oracle/origin_answer.h"

namespace sluice {

OracleHandler::OracleHandler(const AltoOptions& options, OracleMetrics& metrics, uint64_t seed,
                             std::function<uint64_t()> random, AccountSource* accounts)
    : options_(options),
      metrics_(metrics),
      accounts_(accounts),
      updates_(options.limits, std::move(random)),
      seeds_(seed) {}

void OracleHandler::publish(std::shared_ptr<const AltoView> view) {
    before_ = std::move(published_);
    published_ = view;
    view_.store(std::move(view));
    updates_.publish(published_);
}

std::unique_ptr<AltoService> OracleHandler::take_service() {
    const std::lock_guard lock(services_mutex_);
    if (services_.empty())
        return std::make_unique<AltoService>(options_, seeds_.next(), &updates_, accounts_);
    auto service = std::move(services_.back());
    services_.pop_back();
    return service;
}

HttpReply OracleHandler::answer(const HttpRequest& request) {
    const auto view = view_.load();
    if (!view) {
        HttpReply reply;
        reply.status = 503;
        reply.retry_after_s = 5;
        return reply;
    }
    const auto began = std::chrono::steady_clock::now();
    if (read_request_target(request.target).path == kOriginPath) {
        HttpReply reply =
            answer_origin(request, view->topology(), view->options().limits.endpoints);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
        metrics_.answered("asn", reply.status, taken.count());
        return reply;
    }
    auto service = take_service();
    AltoReply answered = service->answer(request, *view);
    {
        const std::lock_guard lock(services_mutex_);
        services_.push_back(std::move(service));
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    metrics_.answered(answered.resource, answered.reply.status, taken.count());
    return std::move(answered.reply);
}

}  // namespace sluice
