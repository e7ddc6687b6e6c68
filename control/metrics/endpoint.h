// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <prometheus/exposer.h>

#include "control/metrics/metrics.h"

namespace sluice {

// Where Prometheus finds the metrics: HTTP at that numeric address, or nowhere if it is empty.
class MetricsEndpoint {
 public:
    // Throws ListenError.
    MetricsEndpoint(const std::string& address, const std::shared_ptr<Metrics>& metrics);
    ~MetricsEndpoint();

 private:
    const std::string address_;
    std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace sluice
