// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/counters.h"
#include "http/exchange.h"
#include "oracle/alto/alto_view.h"
#include "oracle/feeds/topology_source.h"
#include "oracle/load/measured_load.h"

namespace sluice {

// What the oracle counts; no label names an address. Any thread.
class OracleMetrics {
 public:
    OracleMetrics();
    ~OracleMetrics();

    // resource: AltoReply's, which outlives everything. seconds: what making the reply took.
    void answered(std::string_view resource, unsigned status, double seconds);

    void topology_loaded(const AltoView& view, double seconds);
    void topology_refused();  // the last good one stays
    void show_feeds(const std::vector<FeedState>& feeds);
    void show_links(std::vector<LinkState> links);
    void show_update_streams(size_t streams);

    // As Prometheus reads it, with what the server has counted.
    std::string text(const HttpCounters& counters) const;

 private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace sluice
