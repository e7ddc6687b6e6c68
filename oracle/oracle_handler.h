// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "http/exchange.h"
#include "oracle/alto/alto_service.h"
#include "oracle/alto/alto_view.h"
#include "oracle/alto/update_streams.h"
#include "oracle/oracle_metrics.h"

namespace sluice {

// Answers with the view of the moment, on any number of threads. Nothing of who asks what is kept
// (RFC 5594, section 5.1.6.2).
class OracleHandler : public HttpHandler {
 public:
    // metrics and accounts, if there are any, outlive it. seed: random. random: what nobody can
    // guess; one thread at a time calls.
    OracleHandler(const AltoOptions& options, OracleMetrics& metrics, uint64_t seed,
                  std::function<uint64_t()> random, AccountSource* accounts = nullptr);

    // From one thread. Whoever is answering keeps the one that it began with; the one before is
    // let go by this thread at the next call, not by one that answers.
    void publish(std::shared_ptr<const AltoView> view);

    // 503 before the first view.
    HttpReply answer(const HttpRequest& request) override;

    // Of who reads updates, now.
    size_t update_streams() const { return updates_.count(); }
    // For the next one to share what is the same; from the thread that publishes.
    const AltoView* published() const { return published_.get(); }

 private:
    std::unique_ptr<AltoService> take_service();

    const AltoOptions options_;
    OracleMetrics& metrics_;
    AccountSource* const accounts_;
    UpdateStreams updates_;
    std::atomic<std::shared_ptr<const AltoView>> view_;
    std::shared_ptr<const AltoView> published_;
    std::shared_ptr<const AltoView> before_;
    std::mutex services_mutex_;
    std::vector<std::unique_ptr<AltoService>> services_;  // as many as threads ask at a time
    SplitMix64 seeds_;
};

}  // namespace sluice
