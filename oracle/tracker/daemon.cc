// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/daemon.h"

#include <csignal>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <vector>

#include "http/server.h"
#include "oracle/tracker/http_handlers.h"
#include "oracle/tracker/layers/tracker_layers.h"
#include "oracle/tracker/topology_in_use.h"
#include "oracle/tracker/tracker_metrics.h"
#include "oracle/tracker/udp_server.h"
#include "oracle/tracker/upstream/upstream.h"
#include "oracle/udp/system_random.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

constexpr unsigned kHttpThreads = 2;
constexpr int kLookEveryS = 3;

using Tell = std::function<void(const std::string&)>;

// Everything that serves, in the order in which it is to begin; it ends the other way round.
class TrackerServers {
 public:
    TrackerServers(const TrackerConfig& config, const Tell& tell)
        : tracker_(config.settings, random_key(), random_number()),
          ids_(random_key()),
          layers_(config.layers, random_number(), tracker_, tell),
          tracker_handler_(tracker_, layers_.routes()),
          metrics_handler_([this] { return metrics(); }),
          http_(config.http_limits, kHttpThreads) {
        use(read_hash_list(config));
        if (!config.topology.empty()) {
            topology_ = std::make_unique<TopologyInUse>(config.topology, tracker_, tell);
            if (!topology_->load())
                throw std::runtime_error("no topology to begin with");
        }
        if (config.upstream)
            upstream_ = std::make_unique<Upstream>(*config.upstream, tracker_);
        for (const SocketAddress& at : config.http)
            http_.listen(at, tracker_handler_);
        layers_.listen(http_);
        if (config.metrics)
            http_.listen(*config.metrics, metrics_handler_);
        for (const SocketAddress& at : config.udp)
            for (uint32_t i = 0; i < config.udp_threads; ++i)
                udp_.push_back(
                    std::make_unique<UdpServer>(at, config.udp_threads > 1, tracker_, ids_));
        http_.start();
        layers_.start();
        if (upstream_)
            upstream_->start();
    }
    ~TrackerServers() {
        layers_.stop();  // first, so that nobody is sent here any more
        http_.stop();
    }

    void use(HashList list) {
        auto shared = std::make_shared<const HashList>(std::move(list));
        const std::lock_guard lock(tracker_.mutex);
        hashes_listed_ = shared->size();
        tracker_.tracker.use(std::move(shared));
    }

    TopologyInUse* topology() { return topology_.get(); }
    Upstream* upstream() { return upstream_.get(); }

    // What is to be done every few seconds.
    void look() {
        if (topology_)
            topology_->look();
        layers_.look();
    }

 private:
    std::string metrics() {
        SwarmSizes sizes;
        {
            const std::lock_guard lock(tracker_.mutex);
            sizes = sizes_of(tracker_.tracker.swarms());
            sizes.hashes_listed = hashes_listed_;
        }
        std::vector<TransportCounts> counts{{"http", &tracker_handler_.counts(), 0}};
        for (const auto& server : udp_)
            counts.push_back({"udp", &server->counts(), server->unsent()});
        return tracker_metrics_text(sizes, counts, layers_, upstream_.get(),
                                    topology_ ? topology_->state() : TopologyState{});
    }

    SharedTracker tracker_;
    const ConnectionIds ids_;
    TrackerLayers layers_;
    size_t hashes_listed_ = 0;
    std::unique_ptr<Upstream> upstream_;
    std::unique_ptr<TopologyInUse> topology_;  // none: all peers are equally near
    TrackerHandler tracker_handler_;
    MetricsHandler metrics_handler_;
    std::vector<std::unique_ptr<UdpServer>> udp_;
    HttpServer http_;
};

void reload_hashes(const TrackerConfig& config, TrackerServers& servers, const Tell& tell) {
    try {
        HashList list = read_hash_list(config);
        const size_t hashes = list.size();
        servers.use(std::move(list));
        tell("reloaded " + config.hash_file + ": " + std::to_string(hashes) + " hashes");
    } catch (const std::runtime_error& error) {
        tell(std::string(error.what()) + "\nnot reloaded: what was read last stays in use");
    }
}

void reload_upstream(Upstream& upstream, const Tell& tell) {
    try {
        upstream.reload();
        tell("reloaded the upstream tracker's hashes: " +
             std::to_string(upstream.counts().hashes.load()));
    } catch (const std::runtime_error& error) {
        tell(std::string(error.what()) + "\nnot reloaded: the upstream tracker's hashes stay");
    }
}

// Each for itself: a mistake in one file holds up no other.
void reload(const TrackerConfig& config, TrackerServers& servers, const Tell& tell) {
    const bool has_hashes = config.hash_list != HashList::Meaning::none;
    if (has_hashes)
        reload_hashes(config, servers, tell);
    if (Upstream* const upstream = servers.upstream())
        reload_upstream(*upstream, tell);
    if (TopologyInUse* const topology = servers.topology())
        tell(topology->load() ? "reloaded " + config.topology + ": " + topology->size_text()
                              : "not reloaded: the last good topology stays");
    else if (!has_hashes && servers.upstream() == nullptr)
        tell("nothing to reload: there is neither a list of hashes nor a topology");
}

}  // namespace

HashList read_hash_list(const TrackerConfig& config) {
    if (config.hash_list == HashList::Meaning::none)
        return {};
    ParsedHashes parsed = parse_hashes(read_text_file(config.hash_file), config.hash_file);
    std::string lines;
    for (const Complaint& complaint : parsed.complaints)
        lines += (lines.empty() ? "" : "\n") + complaint.to_string();
    if (!lines.empty())
        throw std::runtime_error(lines);
    return {config.hash_list, std::move(parsed.hashes)};
}

void serve_tracker(const TrackerConfig& config, const std::function<void()>& ready,
                   const Tell& tell) {
    // For this thread alone to take: those that are made from here on have them blocked, too.
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, number);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    TrackerServers servers(config, tell);
    ready();
    for (;;) {
        const timespec wait{kLookEveryS, 0};
        const int number = sigtimedwait(&signals, nullptr, &wait);
        if (number == SIGHUP)
            reload(config, servers, tell);
        else if (number > 0)
            return;
        servers.look();
    }
}

}  // namespace sluice
