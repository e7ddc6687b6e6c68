// SPDX-License-Identifier: Apache-2.0
#include "control/daemon.h"

#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>

#include <spdlog/spdlog.h>

#include "control/api_server.h"
#include "control/audit_log.h"
#include "control/box_objections.h"
#include "control/congestion_management.h"
#include "control/dataplane_view.h"
#include "control/enforcement/enforcement_watch.h"
#include "control/enforcement/rule_effects.h"
#include "control/failover/bypass_command.h"
#include "control/failover/link_watch.h"
#include "control/flow_export.h"
#include "control/listen_check.h"
#include "control/locality/locality_watch.h"
#include "control/metrics/congestion_metrics.h"
#include "control/metrics/endpoint.h"
#include "control/metrics/locality_metrics.h"
#include "control/metrics/metrics.h"
#include "control/metrics/rule_metrics.h"
#include "control/policy_revisions.h"
#include "control/reload.h"
#include "control/service_status.h"
#include "control/session_sources.h"
#include "control/store/store.h"
#include "control/subscribers/registry.h"
#include "control/trial_watch.h"
#include "control/units.h"
#include "control/usage_accounting.h"
#include "dataplane/publish.h"
#include "ebpf/interface.h"

namespace sluice {
namespace {

constexpr std::chrono::seconds kBypassPatience{2};

// Blocked in every thread, so that they arrive where they are waited for.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGHUP, SIGINT, SIGTERM})
        sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

DataplaneView view_of(Dataplane& dataplane) {
    std::vector<std::string> port_links;
    for (const PortReport& port : dataplane.ports())
        port_links.push_back(port.link);
    return {
        dataplane.configuration().links,
        std::move(port_links),
        [&](const FlowFilter& filter, size_t n) { return dataplane.list_flows(filter, n); },
        [&](const FlowFilter& filter, size_t n) { return dataplane.top_flows(filter, n); },
        [&] { return dataplane.workers(); },
        [&] { return dataplane.ports(); },
        [&] { return dataplane.pools(); },
        [&] { return dataplane.link_states(); },
        [&](size_t link, LinkForce force) { dataplane.force_link(link, force); },
    };
}

void log_memory(const Dataplane& dataplane, const Subscribers& subscribers) {
    size_t total = 0;
    for (const MemoryReport& report : dataplane.memory()) {
        spdlog::info("memory: {}: {} ({})", report.what, format_memory(report.bytes),
                     report.detail);
        total += report.bytes;
    }
    const size_t looked_up = subscribers.lookup_memory_bytes();
    spdlog::info("memory: subscribers: {} ({} of {}, taken as they come)", format_memory(looked_up),
                 subscribers.count(), subscribers.capacity());
    spdlog::info("memory: {} in all", format_memory(total + looked_up));
}

LinkWatch::Sources link_sources(Dataplane& dataplane, AuditLog& audit, ServiceStatus& status) {
    return {dataplane.configuration().links,
            [&] { return dataplane.link_states(); },
            [&] { return dataplane.keep_ports(); },
            [&](const std::string& kind, const std::string& subject, const std::string& detail) {
                audit.record(kind, subject, detail);
            },
            [](const LinkConfiguration& link, LinkForce wanted) {
                return run_bypass_command(link.bypass_command, link.name, wanted, kBypassPatience);
            },
            [&] { return dataplane.has_stuck_worker(); },
            [&](std::chrono::steady_clock::time_point now) { status.alive(now); }};
}

LinkReflection reflection_of(const std::vector<LinkConfiguration>& links) {
    std::vector<LinkReflection::Pair> pairs;
    for (const LinkConfiguration& link : links) {
        for (const PairConfiguration& pair : link.pairs) {
            if (link.reflect_link_down && !pair.access.interface.empty() &&
                !pair.core.interface.empty())
                pairs.push_back({pair.access.interface, pair.core.interface});
        }
    }
    return {{interface_has_carrier, set_interface_up}, pairs};
}

std::string ready_line(const ConfigFile& config, const Dataplane& dataplane, uint64_t revision) {
    std::string links;
    for (const LinkConfiguration& link : config.dataplane.links)
        links += (links.empty() ? "" : ",") + link.name;
    return "ready: links " + links + ", " + std::to_string(dataplane.workers().size()) +
           " workers, revision " + std::to_string(revision) + ", socket " + config.socket +
           ", metrics " + (config.metrics_address.empty() ? "none" : config.metrics_address);
}

}  // namespace

void run_daemon(const std::string& config_path, const ConfigFile& config) {
    const sigset_t signals = block_signals();
    const auto started = std::chrono::system_clock::now();

    Store store(config.store, config.audit.events);
    AuditLog audit(store);
    end_trial_of_before(store, audit);
    auto usage_store =
        config.usage.enabled ? std::make_unique<UsageStore>(config.usage.path) : nullptr;
    Subscribers subscribers({.subscribers = config.dataplane.memory.subscribers});
    SubscriberRegistry registry(subscribers, link_capacities(config));
    const auto snapshot = load_policy(store, registry, config.policy_text, config_path);
    claim_socket(config.socket);
    if (!config.metrics_address.empty())
        check_tcp_address(config.metrics_address);

    const auto dataplane = Dataplane::start(config.dataplane, snapshot, subscribers);
    subscribers.set_readers(dataplane->subscriber_readers());
    log_memory(*dataplane, subscribers);
    keep_first_policy(store, config.policy_text, config_path);
    const DataplaneView view = view_of(*dataplane);
    RuleEffects effects(view.workers);
    PolicyRevisions revisions(
        store, audit, registry, snapshot,
        [&](std::shared_ptr<const Snapshot> next) {
            effects.begin(*next);
            dataplane->publish(std::move(next));
        },
        link_capacities(config),
        [&](const Policy& policy) { return box_objections(policy, config.dataplane); });
    for (const Complaint& objection : box_objections(snapshot->policy(), config.dataplane))
        audit.record("policy.not_held", "revision " + std::to_string(snapshot->revision()),
                     objection.field + ": " + objection.message);
    CongestionRounds congestion(registry, congestion_sources(config, revisions, audit));
    std::optional<UsageAccounting> usage;
    if (usage_store != nullptr)
        usage.emplace(config.usage, std::move(usage_store), *dataplane, registry, revisions, audit,
                      congestion);
    const LocalityWatch localities(
        config.locality_file,
        {[&](std::shared_ptr<const LocalityTable> next) { dataplane->publish(std::move(next)); },
         [&](const std::string& kind, const std::string& detail) {
             audit.record(kind, config.locality_file, detail);
         }});
    ServiceStatus service_status;
    std::optional<LinkWatch> link_watch(std::in_place,
                                        link_sources(*dataplane, audit, service_status),
                                        reflection_of(config.dataplane.links));
    const SessionSources sources(config, *dataplane, registry);
    FlowExport flow_export(config.ipfix, *dataplane, registry);
    const auto metrics = std::make_shared<Metrics>(
        view, [&] { return revisions.active(); }, registry, started);
    if (usage)
        metrics->add([&](Families& out) { usage->add_metrics(out); });
    metrics->add([&](Families& out) { add_congestion_metrics(congestion, out); });
    metrics->add([&](Families& out) { sources.add_metrics(out); });
    metrics->add(
        [&](Families& out) { add_locality_metrics(localities.state(), view.workers(), out); });
    metrics->add([&](Families& out) { flow_export.add_metrics(out); });
    metrics->add([&](Families& out) {
        add_rule_metrics(effects, *revisions.active(), out);
        add_trial_metrics(revisions.trial(), out);
        add_sample_metrics(view.workers(), out);
    });
    const MetricsEndpoint endpoint(config.metrics_address, metrics);
    const TrialWatch trials(revisions);
    const EnforcementWatch enforcement(
        {{[&](uint16_t rule) { return effects.of(rule).did; },
          [&](uint32_t record) { return registry.id_of(record); }},
         [&] { return revisions.active(); },
         [&](std::span<EnforcementSample> samples) { return dataplane->take_samples(samples); }},
        audit, config.audit.keep);
    const ApiServer server(config.socket, store, audit, revisions, effects, registry, view,
                           usage ? &usage->answers() : nullptr, &congestion, &localities,
                           config.remote);

    audit.record("daemon.started", "sluiced " SLUICE_VERSION,
                 "revision " + std::to_string(snapshot->revision()) + " active");
    const std::string ready = ready_line(config, *dataplane, snapshot->revision());
    std::cout << ready << std::endl;
    service_status.ready(ready);
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP)
        reload(config_path, config.box_text, revisions, audit);
    audit.record("daemon.stopping", "sluiced " SLUICE_VERSION,
                 signal == SIGTERM ? "SIGTERM" : "SIGINT");
    link_watch.reset();
    service_status.stopping();
    flow_export.finish();
    dataplane->stop();
    if (usage)
        usage->finish();
}

}  // namespace sluice
