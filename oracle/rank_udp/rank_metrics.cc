// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_metrics.h"

#include <limits>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace sluice {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct Outcome {
    const char* name;
    RequestCounter RankCounts::*counter;
};
constexpr Outcome kOutcomes[] = {
    {"connect", &RankCounts::connects},        {"ranked", &RankCounts::ranked},
    {"unproven", &RankCounts::unproven},       {"too_often", &RankCounts::too_often},
    {"unknown_key", &RankCounts::unknown_key}, {"malformed", &RankCounts::malformed},
    {"refused", &RankCounts::refused}};

using Servers = std::span<const std::unique_ptr<RankServer>>;

double sum(Servers servers, RequestCounter RankCounts::*counter) {
    uint64_t total = 0;
    for (const auto& server : servers)
        total += (server->counts().*counter).value();
    return static_cast<double>(total);
}

MetricFamily counter(const char* name, const char* help, double value) {
    ClientMetric metric;
    metric.counter.value = value;
    return {name, help, MetricType::Counter, {metric}};
}

MetricFamily requests(Servers servers) {
    MetricFamily family{"sluice_oracle_rank_requests_total",
                        "Datagrams to the UDP rank service, by what became of them",
                        MetricType::Counter,
                        {}};
    for (const Outcome& outcome : kOutcomes) {
        ClientMetric metric;
        metric.label = {{"outcome", outcome.name}};
        metric.counter.value = sum(servers, outcome.counter);
        family.metric.push_back(std::move(metric));
    }
    return family;
}

MetricFamily answer_seconds(Servers servers) {
    ClientMetric metric;
    uint64_t so_far = 0;
    for (size_t i = 0; i <= RankCounts::kSeconds.size(); ++i) {
        for (const auto& server : servers)
            so_far += server->counts().took[i].value();
        const bool is_last = i == RankCounts::kSeconds.size();
        metric.histogram.bucket.push_back(
            {so_far, is_last ? std::numeric_limits<double>::infinity() : RankCounts::kSeconds[i]});
    }
    metric.histogram.sample_count = so_far;
    metric.histogram.sample_sum = sum(servers, &RankCounts::took_ns) / 1e9;
    return {"sluice_oracle_rank_answer_seconds",
            "What making a reply of the UDP rank service took, a burst's mean each",
            MetricType::Histogram,
            {metric}};
}

}  // namespace

std::string rank_metrics_text(Servers servers) {
    uint64_t unsent = 0;
    for (const auto& server : servers)
        unsent += server->unsent();
    const std::vector<MetricFamily> families = {
        requests(servers),
        counter("sluice_oracle_rank_endpoints_total", "Endpoints that were ranked over UDP",
                sum(servers, &RankCounts::endpoints)),
        counter("sluice_oracle_rank_unsent_total", "Replies that could not be sent",
                static_cast<double>(unsent)),
        answer_seconds(servers)};
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace sluice
