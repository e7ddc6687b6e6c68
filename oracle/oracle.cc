// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/server.h"
#include "oracle/account_usage.h"
#include "oracle/api/oracle_service.h"
#include "oracle/feeds/network/open_network_feed.h"
#include "oracle/feeds/topology_source.h"
#include "oracle/load/measured_load.h"
#include "oracle/oracle_handler.h"
#include "oracle/oracle_metrics.h"
#include "oracle/rank/present_topology.h"
#include "oracle/rank_udp_servers.h"
#include "oracle/udp/system_random.h"
#include "rpc/local_server.h"
#include "rpc/local_socket.h"

namespace sluice {
namespace {

constexpr int kLookEveryS = 2;  // at what feeds say, the time of day, the load of links, and how
                                // old they are
constexpr rlim_t kOtherDescriptors = 64;

using Say = std::function<void(const std::string&)>;

uint64_t now_ns() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

// Of the time of day, which may be set.
int64_t unix_s() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
        .time_since_epoch()
        .count();
}

// At /metrics, of an address of its own.
class MetricsHandler : public HttpHandler {
 public:
    explicit MetricsHandler(const OracleMetrics& metrics) : metrics_(metrics) {}
    void count(const HttpCounters& counters) { counters_ = &counters; }
    void count(const RankUdpServers& rank_udp) { rank_udp_ = &rank_udp; }

    HttpReply answer(const HttpRequest& request) override {
        HttpReply reply;
        if (request.target != "/metrics") {
            reply.status = 404;
            return reply;
        }
        reply.media_type = "text/plain; version=0.0.4; charset=utf-8";
        reply.body = metrics_.text(*counters_) + rank_udp_->metrics_text();
        return reply;
    }

 private:
    const OracleMetrics& metrics_;
    const HttpCounters* counters_ = nullptr;
    const RankUdpServers* rank_udp_ = nullptr;
};

// As many connections as the configuration allows, if the system does.
void raise_descriptors(uint32_t connections) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur =
        std::max(limit.rlim_cur, std::min(limit.rlim_max, connections + kOtherDescriptors));
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Of this thread alone, which reloads: those that answer come first where there is no core for all.
void make_way() {
    constexpr int kNice = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
}

// Blocked before any thread is made, so that they come to sigtimedwait() alone.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

class Oracle final : private OracleDesk {
 public:
    Oracle(const OracleConfig& config, const Say& say)
        : config_(config),
          say_(say),
          topology_(config.topology, open_network_feed),
          accounts_(config.accounts ? std::make_unique<AccountUsage>(config.accounts->socket,
                                                                     config.accounts->tokens)
                                    : nullptr),
          handler_(config.alto, metrics_, random_number(), random_number, accounts_.get()),
          metrics_handler_(metrics_),
          api_service_(*this, random_number()),
          server_(config.limits, config.threads),
          metrics_server_({}, 1) {
        if (config.tls)
            certificate_ = std::make_unique<TlsCertificate>(config.tls->certificate,
                                                            config.tls->key, config.tls->client_ca);
        metrics_handler_.count(server_.counters());
        std::vector<std::string> lines;
        const bool is_loaded = load(lines);
        for (const std::string& line : lines)
            say_(line);
        if (!is_loaded)
            throw std::runtime_error("no topology to begin with");
        rank_udp_ = std::make_unique<RankUdpServers>(config.rank_udp, config.limits,
                                                     config.alto.max_age_s, current_);
        metrics_handler_.count(*rank_udp_);
        for (const SocketAddress& at : config.listen)
            server_.listen(at, handler_, certificate_.get());
        for (const SocketAddress& at : config.listen_plain)
            server_.listen(at, handler_);
        if (config.metrics)
            metrics_server_.listen(*config.metrics, metrics_handler_);
        server_.start();
        metrics_server_.start();
        if (config.api.empty())
            return;
        claim_local_socket(config.api, "sluice-oracle", "api");
        grpc::Service* const services[] = {&api_service_};
        api_ = std::make_unique<LocalServer>(config.api, services);
    }

    // The same for a signal and for the API.
    Reloaded reload() override {
        const std::lock_guard lock(loading_);
        Reloaded reloaded;
        try {
            reloaded.is_new = load(reloaded.lines);
            reloaded.lines.push_back(reloaded.is_new
                                         ? "reloaded: " + size()
                                         : "not reloaded: the last good topology stays");
            if (certificate_)
                certificate_->reload();
        } catch (const std::exception& error) {
            metrics_.topology_refused();
            reloaded.is_new = false;
            reloaded.lines.push_back(std::string("not reloaded: ") + error.what());
        }
        for (const std::string& line : reloaded.lines)
            say_(line);
        return reloaded;
    }

    // Every few seconds.
    void look() {
        const std::lock_guard lock(loading_);
        const auto began = std::chrono::steady_clock::now();
        try {
            if (const auto topology = topology_.refresh(now_ns()))
                use(topology, began);
            else if (const auto present = present_.refresh(unix_s()))
                publish(load_.use(present, topology_.links()), began);
            if (const auto loaded = load_.refresh(now_ns()))
                publish(loaded, began);
        } catch (const std::exception& error) {  // memory, as a rule
            metrics_.topology_refused();
            say_(std::string("the last good topology stays: ") + error.what());
        }
        for (const std::string& line : topology_.take_news())
            say_(line);
        for (const std::string& line : load_.take_news())
            say_(line);
        metrics_.show_feeds(topology_.feeds(now_ns()));
        metrics_.show_links(load_.states(now_ns()));
        metrics_.show_update_streams(handler_.update_streams());
    }

    std::string size() const {
        return std::to_string(locations_) + " locations, " + std::to_string(prefixes_) +
               " prefixes";
    }

 private:
    std::shared_ptr<const Topology> topology() const override { return current_.load(); }
    std::vector<FeedState> feeds() const override {
        const std::lock_guard lock(loading_);
        return topology_.feeds(now_ns());
    }
    std::vector<LinkState> links() const override {
        const std::lock_guard lock(loading_);
        return load_.states(now_ns());
    }

    // False: what was stays. lines: what there is to say of it.
    bool load(std::vector<std::string>& lines) {
        const auto began = std::chrono::steady_clock::now();
        const auto topology = topology_.load(now_ns());
        for (const Complaint& complaint : topology_.complaints())
            lines.push_back(complaint.to_string());
        if (!topology) {
            metrics_.topology_refused();
            return false;
        }
        use(topology, began);
        for (const FeedState& feed : topology_.feeds(now_ns()))
            if (!feed.objection.empty())
                lines.push_back("feed " + feed.name + ": " + feed.objection);
        return true;
    }

    void use(const std::shared_ptr<const Topology>& topology,
             std::chrono::steady_clock::time_point began) {
        locations_ = topology->map().names().size();
        prefixes_ = topology->map().prefix_count();
        publish(load_.use(present_.use(topology, unix_s()), topology_.links()), began);
    }

    // The view before the last keeps its topology until the next, so that nobody who answers is the
    // one to let it go.
    void publish(const std::shared_ptr<const Topology>& topology,
                 std::chrono::steady_clock::time_point began) {
        auto view = std::make_shared<const AltoView>(topology, config_.alto, handler_.published());
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
        metrics_.topology_loaded(*view, taken.count());
        handler_.publish(std::move(view));
        current_.store(topology);
    }

    const OracleConfig& config_;
    const Say& say_;
    OracleMetrics metrics_;
    mutable std::mutex loading_;  // whoever loads, or asks how loading went
    TopologySource topology_;
    PresentTopology present_;
    MeasuredLoad load_;
    const std::unique_ptr<AccountUsage> accounts_;
    OracleHandler handler_;
    CurrentTopology current_;
    MetricsHandler metrics_handler_;
    OracleService api_service_;
    std::unique_ptr<TlsCertificate> certificate_;
    size_t locations_ = 0;
    size_t prefixes_ = 0;
    std::unique_ptr<RankUdpServers> rank_udp_;
    HttpServer server_;
    HttpServer metrics_server_;
    std::unique_ptr<LocalServer> api_;
};

}  // namespace

void serve_oracle(const OracleConfig& config, const Say& say) {
    const sigset_t signals = block_signals();
    raise_descriptors(config.limits.connections);
    Oracle oracle(config, say);
    make_way();
    const size_t addresses =
        config.listen.size() + config.listen_plain.size() + config.rank_udp.listen.size();
    say("ready: " + std::to_string(addresses) + " addresses, " + oracle.size());
    for (;;) {
        oracle.look();
        const timespec wait{kLookEveryS, 0};
        const int signal = sigtimedwait(&signals, nullptr, &wait);
        if (signal == SIGHUP)
            oracle.reload();
        else if (signal > 0)
            return;
    }
}

}  // namespace sluice
