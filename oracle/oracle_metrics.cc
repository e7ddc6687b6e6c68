// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_metrics.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "oracle/load/link_metrics.h"

namespace sluice {
namespace {

const prometheus::Histogram::BucketBoundaries kAnswerSeconds = {
    0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005,
    0.001,    0.0025,  0.005,    0.01,    0.025,  0.1,     0.5};

template <typename Builder>
auto& family(const Builder& builder, const char* name, const char* help,
             prometheus::Registry& registry) {
    return Builder(builder).Name(name).Help(help).Register(registry);
}

prometheus::Gauge& gauge(const char* name, const char* help, prometheus::Registry& registry) {
    return family(prometheus::BuildGauge(), name, help, registry).Add({});
}

// What the server has counted itself.
struct Outcome {
    const char* name;
    const std::atomic<uint64_t>& count;
};

}  // namespace

struct OracleMetrics::Families {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& answers =
        family(prometheus::BuildCounter(), "sluice_oracle_answers_total",
               "Requests answered, by resource and HTTP status", registry);
    prometheus::Histogram& answer_seconds =
        family(prometheus::BuildHistogram(), "sluice_oracle_answer_seconds",
               "What making a reply took", registry)
            .Add({}, kAnswerSeconds);
    prometheus::Family<prometheus::Counter>& connections =
        family(prometheus::BuildCounter(), "sluice_oracle_connections_total",
               "Connections, by what became of them", registry);
    prometheus::Family<prometheus::Counter>& unanswered =
        family(prometheus::BuildCounter(), "sluice_oracle_unanswered_requests_total",
               "Requests that were refused before they were looked at, by why", registry);
    prometheus::Gauge& pids =
        gauge("sluice_oracle_map_locations", "Locations of the network map", registry);
    prometheus::Gauge& prefixes =
        gauge("sluice_oracle_map_prefixes", "Prefixes of the network map", registry);
    prometheus::Gauge& topology_bytes =
        gauge("sluice_oracle_topology_bytes", "Memory of the topology", registry);
    prometheus::Gauge& text_bytes = gauge("sluice_oracle_map_text_bytes",
                                          "The network map and the cost maps as told", registry);
    prometheus::Gauge& update_streams =
        gauge("sluice_oracle_update_streams", "Streams of updates that are read", registry);
    prometheus::Gauge& load_seconds =
        gauge("sluice_oracle_topology_load_seconds", "What loading the topology took", registry);
    prometheus::Counter& loads =
        family(prometheus::BuildCounter(), "sluice_oracle_topology_loads_total",
               "Topologies that were published", registry)
            .Add({});
    prometheus::Counter& refusals =
        family(prometheus::BuildCounter(), "sluice_oracle_topology_refusals_total",
               "Topologies that were not: the last good one stayed", registry)
            .Add({});
    prometheus::Family<prometheus::Gauge>& feed_ages =
        family(prometheus::BuildGauge(), "sluice_oracle_feed_age_seconds",
               "Since a feed was last believed", registry);
    prometheus::Family<prometheus::Gauge>& feed_prefixes =
        family(prometheus::BuildGauge(), "sluice_oracle_feed_prefixes",
               "Prefixes of a feed's last good table", registry);
    prometheus::Family<prometheus::Gauge>& feed_stale =
        family(prometheus::BuildGauge(), "sluice_oracle_feed_stale",
               "1 if a feed is older than it may be, or was never good", registry);

    // The few counters that answers are counted by, so that none is looked for by its labels.
    struct Answers {
        std::string_view resource;
        unsigned status;
        prometheus::Counter* counter;
    };
    std::mutex answered_mutex;
    std::vector<Answers> answered;
    std::mutex raise_mutex;
    std::mutex links_mutex;
    std::vector<LinkState> links;

    prometheus::Counter& answers_of(std::string_view resource, unsigned status) {
        const std::lock_guard lock(answered_mutex);
        for (const Answers& one : answered)
            if (one.status == status && one.resource == resource)
                return *one.counter;
        auto& counter =
            answers.Add({{"resource", std::string(resource)}, {"status", std::to_string(status)}});
        answered.push_back({resource, status, &counter});
        return counter;
    }

    void raise(prometheus::Family<prometheus::Counter>& of, const char* label, const char* name,
               uint64_t to) {
        prometheus::Counter& counter = of.Add({{label, name}});
        counter.Increment(static_cast<double>(to) - counter.Value());
    }
};

OracleMetrics::OracleMetrics() : families_(std::make_unique<Families>()) {}
OracleMetrics::~OracleMetrics() = default;

void OracleMetrics::answered(std::string_view resource, unsigned status, double seconds) {
    families_->answers_of(resource, status).Increment();
    families_->answer_seconds.Observe(seconds);
}

void OracleMetrics::topology_loaded(const AltoView& view, double seconds) {
    const NetworkMap& map = view.topology().map();
    families_->pids.Set(static_cast<double>(map.names().size()));
    families_->prefixes.Set(static_cast<double>(map.prefix_count()));
    families_->topology_bytes.Set(static_cast<double>(view.topology().memory_bytes()));
    families_->text_bytes.Set(
        static_cast<double>(view.network_map_text().text->size() +
                            view.cost_map_text(AltoCostType::Mode::numerical).text->size() +
                            view.cost_map_text(AltoCostType::Mode::ordinal).text->size()));
    families_->load_seconds.Set(seconds);
    families_->loads.Increment();
}

void OracleMetrics::topology_refused() {
    families_->refusals.Increment();
}

void OracleMetrics::show_feeds(const std::vector<FeedState>& feeds) {
    for (const FeedState& feed : feeds) {
        const prometheus::Labels labels = {{"feed", feed.name}};
        if (feed.age_s)
            families_->feed_ages.Add(labels).Set(*feed.age_s);
        families_->feed_prefixes.Add(labels).Set(static_cast<double>(feed.prefixes));
        families_->feed_stale.Add(labels).Set(feed.is_stale ? 1 : 0);
    }
}

void OracleMetrics::show_links(std::vector<LinkState> links) {
    const std::lock_guard lock(families_->links_mutex);
    families_->links = std::move(links);
}

void OracleMetrics::show_update_streams(size_t streams) {
    families_->update_streams.Set(static_cast<double>(streams));
}

std::string OracleMetrics::text(const HttpCounters& counters) const {
    const Outcome connections[] = {{"opened", counters.opened},
                                   {"closed", counters.closed},
                                   {"refused", counters.refused},
                                   {"gave_way", counters.gave_way},
                                   {"timed_out", counters.timed_out}};
    const Outcome unanswered[] = {{"malformed", counters.malformed},
                                  {"over_rate", counters.over_rate},
                                  {"overloaded", counters.overloaded}};
    const std::lock_guard lock(families_->raise_mutex);
    for (const Outcome& one : connections)
        families_->raise(families_->connections, "outcome", one.name, one.count);
    for (const Outcome& one : unanswered)
        families_->raise(families_->unanswered, "why", one.name, one.count);
    auto shown = families_->registry.Collect();
    {
        const std::lock_guard links_lock(families_->links_mutex);
        std::ranges::move(link_metrics("oracle", families_->links), std::back_inserter(shown));
    }
    return prometheus::TextSerializer().Serialize(shown);
}

}  // namespace sluice
