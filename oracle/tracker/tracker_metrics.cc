// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/tracker_metrics.h"

#include <map>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "oracle/load/link_metrics.h"

namespace sluice {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kRefusalNames[kRefusals] = {
    "none", "not_listed", "denied", "address", "no_port", "source_full", "tracker_full"};
constexpr std::string_view kPeerNames[kPeerKinds] = {"leecher", "seed", "partial_seed"};

using Labels = std::vector<ClientMetric::Label>;

MetricFamily family(const char* name, const char* help, MetricType type) {
    return {name, help, type, {}};
}

void add(MetricFamily& to, Labels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    if (to.type == MetricType::Counter)
        metric.counter.value = value;
    else
        metric.gauge.value = value;
    to.metric.push_back(std::move(metric));
}

// Threads of one transport are told together.
using Sums = std::map<std::pair<std::string, std::string>, uint64_t>;

void sum(Sums& requests, Sums& refused, const TransportCounts& of) {
    const std::string transport(of.transport);
    const RequestCounts& counts = *of.counts;
    requests[{transport, "connect"}] += counts.connects.value();
    requests[{transport, "announce"}] += counts.announces.value();
    requests[{transport, "scrape"}] += counts.scrapes.value();
    requests[{transport, "unproven"}] += counts.unproven.value();
    requests[{transport, "malformed"}] += counts.malformed.value();
    for (size_t i = 1; i < kRefusals; ++i)
        refused[{transport, std::string(kRefusalNames[i])}] += counts.refused[i].value();
}

using Families = std::vector<MetricFamily>;

void add_one(Families& to, const char* name, const char* help, MetricType type, uint64_t value) {
    to.push_back(family(name, help, type));
    add(to.back(), {}, static_cast<double>(value));
}

void add_layers_below(Families& to, const RegistrationHandler& below) {
    add_one(to, "sluice_tracker_layers_registered", "Trackers further down that are registered",
            MetricType::Gauge, below.registered());
    add_one(to, "sluice_tracker_registrations_lapsed_total", "Registrations that were not renewed",
            MetricType::Counter, below.lapsed());
    to.push_back(family("sluice_tracker_registrations_total",
                        "Registrations that were asked for, by what came of it",
                        MetricType::Counter));
    for (size_t i = 0; i < RegistrationHandler::kOutcomes; ++i)
        add(to.back(), {{"outcome", std::string(RegistrationHandler::kOutcomeNames[i])}},
            static_cast<double>(below.count(RegistrationHandler::Outcome(i))));
}

void add_layer_above(Families& to, const LayerRegistrar& above) {
    add_one(to, "sluice_tracker_registered_above", "1 while registered with the tracker above",
            MetricType::Gauge, above.is_registered() ? 1 : 0);
    add_one(to, "sluice_tracker_registration_attempts_total",
            "How often the tracker above was asked", MetricType::Counter, above.attempts());
    add_one(to, "sluice_tracker_registration_failures_total", "How often that failed",
            MetricType::Counter, above.failures());
}

void add_layers(Families& to, const TrackerLayers& layers) {
    const LayerRoutes::Counts& counts = layers.routes().counts();
    to.push_back(family("sluice_tracker_redirects_total",
                        "Announces and scrapes that another layer is to answer",
                        MetricType::Counter));
    add(to.back(), {{"direction", "down"}}, static_cast<double>(counts.down.value()));
    add(to.back(), {{"direction", "up"}}, static_cast<double>(counts.up.value()));
    add_one(to, "sluice_tracker_redirects_spent_total",
            "Requests that had been redirected so often that they were answered here",
            MetricType::Counter, counts.spent.value());
    if (layers.below() != nullptr)
        add_layers_below(to, *layers.below());
    if (layers.above() != nullptr)
        add_layer_above(to, *layers.above());
}

void add_upstream(Families& to, const Upstream::Counts& counts) {
    add_one(to, "sluice_tracker_upstream_hashes",
            "Swarms that the upstream tracker may be asked for", MetricType::Gauge, counts.hashes);
    add_one(to, "sluice_tracker_upstream_private_files",
            "Metainfo files of private torrents, which it is not asked for", MetricType::Gauge,
            counts.private_files);
    add_one(to, "sluice_tracker_upstream_broken_files", "Files in the folder that are no metainfo",
            MetricType::Gauge, counts.broken_files);
    add_one(to, "sluice_tracker_upstream_requests_total", "How often it was asked for peers",
            MetricType::Counter, counts.asked);
    add_one(to, "sluice_tracker_upstream_failures_total", "How often it did not answer, or refused",
            MetricType::Counter, counts.failed);
    add_one(to, "sluice_tracker_upstream_peers_total", "Peers that it told and that are told on",
            MetricType::Counter, counts.merged);
    add_one(to, "sluice_tracker_upstream_unfit_peers_total",
            "Peers that it told and that are not: their address, or no room", MetricType::Counter,
            counts.unfit);
}

void add_topology(Families& to, const TopologyState& topology) {
    add_one(to, "sluice_tracker_topology_loads_total", "Topologies that were put to use",
            MetricType::Counter, topology.loads);
    add_one(to, "sluice_tracker_topology_refusals_total",
            "Topologies that were not: the last good one stayed", MetricType::Counter,
            topology.refusals);
    add_one(to, "sluice_tracker_topology_locations", "Locations of the network map",
            MetricType::Gauge, topology.locations);
    add_one(to, "sluice_tracker_topology_prefixes", "Prefixes of the network map",
            MetricType::Gauge, topology.prefixes);
    MetricFamily ages = family("sluice_tracker_feed_age_seconds", "Since a feed was last believed",
                               MetricType::Gauge);
    MetricFamily stale =
        family("sluice_tracker_feed_stale",
               "1 if a feed is older than it may be, or was never good", MetricType::Gauge);
    for (const FeedState& feed : topology.feeds) {
        if (feed.age_s)
            add(ages, {{"feed", feed.name}}, *feed.age_s);
        add(stale, {{"feed", feed.name}}, feed.is_stale ? 1 : 0);
    }
    to.push_back(std::move(ages));
    to.push_back(std::move(stale));
    for (MetricFamily& links : link_metrics("tracker", topology.links))
        to.push_back(std::move(links));
}

}  // namespace

SwarmSizes sizes_of(const Swarms& swarms) {
    SwarmSizes sizes;
    sizes.swarms = swarms.count();
    for (size_t i = 0; i < kPeerKinds; ++i)
        sizes.peers[i] = swarms.peers(PeerKind(i));
    sizes.forgotten = swarms.forgotten();
    return sizes;
}

std::string tracker_metrics_text(const SwarmSizes& sizes, std::span<const TransportCounts> counts,
                                 const TrackerLayers& layers, const Upstream* upstream,
                                 const TopologyState& topology) {
    Sums requests, refused;
    uint64_t unsent = 0;
    for (const TransportCounts& of : counts) {
        sum(requests, refused, of);
        unsent += of.unsent;
    }
    std::vector<MetricFamily> families;
    families.push_back(family("sluice_tracker_requests_total",
                              "Requests by what they were; refused announces are not among them",
                              MetricType::Counter));
    for (const auto& [labels, value] : requests)
        add(families.back(), {{"transport", labels.first}, {"request", labels.second}},
            static_cast<double>(value));
    families.push_back(family("sluice_tracker_refused_total", "Announces refused, by reason",
                              MetricType::Counter));
    for (const auto& [labels, value] : refused)
        add(families.back(), {{"transport", labels.first}, {"reason", labels.second}},
            static_cast<double>(value));
    families.push_back(family("sluice_tracker_unsent_total", "Answers that could not be sent",
                              MetricType::Counter));
    add(families.back(), {}, static_cast<double>(unsent));
    families.push_back(
        family("sluice_tracker_swarms", "Swarms with a peer in them", MetricType::Gauge));
    add(families.back(), {}, sizes.swarms);
    families.push_back(
        family("sluice_tracker_peers", "Peers in all swarms, by kind", MetricType::Gauge));
    for (size_t i = 0; i < kPeerKinds; ++i)
        add(families.back(), {{"kind", std::string(kPeerNames[i])}}, sizes.peers[i]);
    families.push_back(family("sluice_tracker_forgotten_peers_total",
                              "Peers that went without a word", MetricType::Counter));
    add(families.back(), {}, static_cast<double>(sizes.forgotten));
    families.push_back(family("sluice_tracker_listed_hashes",
                              "Length of the list of hashes allowed or denied", MetricType::Gauge));
    add(families.back(), {}, static_cast<double>(sizes.hashes_listed));
    add_topology(families, topology);
    add_layers(families, layers);
    if (upstream != nullptr)
        add_upstream(families, upstream->counts());
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace sluice
