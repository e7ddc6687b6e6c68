// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/http_limits.h"
#include "oracle/rank_udp/rank_server.h"
#include "oracle/rank_udp_config.h"

namespace sluice {

// The UDP rank service on all of its addresses.
class RankUdpServers {
 public:
    // Answers from here on. Of limits, who is served and who is not counted. good_for_s: how long
    // an order may be used unasked. The topology outlives it. Throws std::runtime_error, one line,
    // if it cannot listen, or a key's file has none.
    RankUdpServers(const RankUdpConfig& config, const HttpLimits& limits, uint32_t good_for_s,
                   const CurrentTopology& topology);

    // As Prometheus reads it; nothing where there is no such service.
    std::string metrics_text() const;

 private:
    const RankServiceSettings settings_;
    std::vector<std::unique_ptr<RankServer>> servers_;
};

}  // namespace sluice
