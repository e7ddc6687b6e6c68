// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "http/exchange.h"
#include "oracle/tracker/layers/layer_routes.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/shared_tracker.h"

namespace sluice {

// The tracker behind an HTTP server (BEP 3, 48). Whatever goes wrong of an announce or a scrape is
// status 200 with a reason in it: clients read no other. What another layer's tracker is to answer
// is sent there (docs/tracker-layers.md).
class TrackerHandler : public HttpHandler {
 public:
    // Both outlive it; routes are used under the tracker's lock.
    TrackerHandler(SharedTracker& tracker, LayerRoutes& routes)
        : tracker_(tracker), routes_(routes) {}

    HttpReply answer(const HttpRequest& request) override;

    const RequestCounts& counts() const { return counts_; }

 private:
    SharedTracker& tracker_;
    LayerRoutes& routes_;
    RequestCounts counts_;  // written under the tracker's lock
};

// What Prometheus asks for, at /metrics.
class MetricsHandler : public HttpHandler {
 public:
    explicit MetricsHandler(std::function<std::string()> text) : text_(std::move(text)) {}

    HttpReply answer(const HttpRequest& request) override;

 private:
    std::function<std::string()> text_;
};

}  // namespace sluice
