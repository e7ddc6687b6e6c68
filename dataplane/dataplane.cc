// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include <pthread.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "classifier/signatures.h"
#include "dataplane/eal.h"
#include "dataplane/packet_pool.h"
#include "dataplane/poll_loop.h"
#include "dataplane/publish.h"

namespace sluice {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kDrainPatience{1'000};

std::vector<unsigned> usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    std::vector<unsigned> cores;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &set))
            cores.push_back(core);
    }
    return cores;
}

// No worker on the first core unless there is no other: control lives there.
std::vector<unsigned> choose_worker_cores(const std::vector<unsigned>& wanted) {
    std::vector<unsigned> usable = usable_cores();
    for (const unsigned core : wanted) {
        if (std::find(usable.begin(), usable.end(), core) == usable.end())
            throw DataplaneError("workers.cores: this process may not run on core " +
                                 std::to_string(core));
    }
    if (!wanted.empty())
        return wanted;
    if (usable.size() > 1)
        usable.erase(usable.begin());
    return usable;
}

uint32_t share(uint32_t whole, size_t workers) {
    return std::max<uint32_t>(1, static_cast<uint32_t>((whole + workers - 1) / workers));
}

}  // namespace

class Dataplane::Impl {
 public:
    Impl(const DataplaneConfiguration& configuration, std::shared_ptr<const Snapshot> snapshot)
        : configuration_(configuration),
          cores_(choose_worker_cores(configuration.worker_cores)),
          current_(std::move(snapshot)) {
        prepare_ports();
        start_packet_memory();
        for (Port& port : ports_)
            open_port(port, worker_count(), pool_);
        shared_ = std::make_unique<Shared>(ports_, worker_count(), current_.get());
        shared_->idle_sleep_ns = uint64_t{configuration.idle_sleep_us} * 1'000;
        shared_->idle_after_ns = uint64_t{configuration.idle_after_us} * 1'000;
        make_workers();
        started_ns_ = shared_->clock.now_ns();
        for (uint32_t index = 0; index < worker_count(); ++index)
            threads_.emplace_back([this, index] { run_worker(index); });
        show_dpdk_log();
    }

    ~Impl() {
        drain();
        shared_->stopping.store(true, std::memory_order_release);
        for (std::thread& thread : threads_)
            thread.join();
    }

    void publish(std::shared_ptr<const Snapshot> next) {
        const std::lock_guard lock(asking_);
        shared_->snapshots.replace(next.get());
        const std::lock_guard current_lock(current_mutex_);
        current_ = std::move(next);
    }

    std::shared_ptr<const Snapshot> snapshot() const {
        const std::lock_guard lock(current_mutex_);
        return current_;
    }

    std::vector<FlowReport> ask(const FlowFilter& filter, FlowQuery::Order order, size_t limit) {
        const std::lock_guard lock(asking_);
        std::vector<FlowReport> all;
        for (const auto& loop : loops_) {
            FlowQuery query(filter, order, limit);
            loop->ask(&query);
            while (!query.done())
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            all.insert(all.end(), query.results().begin(), query.results().end());
        }
        if (order == FlowQuery::Order::most_bytes)
            std::sort(all.begin(), all.end(), FlowQuery::more_bytes);
        all.resize(std::min(all.size(), limit));
        return all;
    }

    const DataplaneConfiguration& configuration() const { return configuration_; }
    std::vector<WorkerReport> workers() const;
    std::vector<PortReport> ports() const;
    std::vector<PoolReport> pools() const;
    std::vector<MemoryReport> memory() const;

 private:
    uint32_t worker_count() const { return static_cast<uint32_t>(cores_.size()); }

    void prepare_ports();
    void start_packet_memory();
    uint32_t packet_buffers() const;
    void make_workers();
    void run_worker(uint32_t index);
    void drain();

    const DataplaneConfiguration configuration_;
    const std::vector<unsigned> cores_;
    std::vector<Port> ports_;
    rte_mempool* pool_ = nullptr;
    bool huge_pages_ = false;
    std::unique_ptr<Shared> shared_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::unique_ptr<PollLoop>> loops_;
    std::vector<std::thread> threads_;
    uint64_t started_ns_ = 0;
    std::mutex asking_;  // publications and queries take turns
    mutable std::mutex current_mutex_;
    std::shared_ptr<const Snapshot> current_;
};

void Dataplane::Impl::prepare_ports() {
    for (uint16_t link = 0; link < configuration_.links.size(); ++link) {
        for (const PairConfiguration& pair : configuration_.links[link].pairs) {
            const auto first = static_cast<uint16_t>(ports_.size());
            for (const PortConfiguration* end : {&pair.access, &pair.core}) {
                Port port = prepare_port(*end, worker_count());
                port.link = link;
                port.access_side = end == &pair.access;
                port.peer = port.access_side ? first + 1 : first;
                ports_.push_back(std::move(port));
            }
        }
    }
}

// A lane's receive and transmit rings full (net_af_xdp: its fill ring too), and every worker's
// cache and outboxes.
uint32_t Dataplane::Impl::packet_buffers() const {
    if (configuration_.memory.packet_buffers != 0)
        return configuration_.memory.packet_buffers;
    uint32_t lanes = 0;
    for (const Port& port : ports_)
        lanes += static_cast<uint32_t>(port.lanes.size());
    return lanes * 5'120 + worker_count() * 2'048;
}

void Dataplane::Impl::start_packet_memory() {
    // net_af_xdp: a buffer with all its headers lies in one 4 KiB page.
    constexpr uint32_t kLargestRoom = 4'096 - sizeof(rte_mbuf) - 128;
    constexpr uint32_t kBesideFrame = RTE_PKTMBUF_HEADROOM + 256 + 64;  // XDP's room, tags
    uint32_t room = RTE_MBUF_DEFAULT_BUF_SIZE;
    bool kernel_interfaces = false;
    EalSettings settings;
    for (const Port& port : ports_) {
        kernel_interfaces |= port.kernel_interface;
        if (port.kernel_interface)
            room = std::max(room, std::min(port.mtu + kBesideFrame, kLargestRoom));
        else if (port.name.find(':') < port.name.find(','))
            settings.pci_devices.push_back(port.name);
    }
    const uint32_t buffers = packet_buffers();
    settings.control_core = usable_cores().front();
    settings.packet_memory_bytes = size_t{buffers} * (room + sizeof(rte_mbuf) + 128);
    huge_pages_ = start_eal(settings).huge_pages;

    pool_ = make_packet_pool(buffers, static_cast<uint16_t>(room), kernel_interfaces);
}

void Dataplane::Impl::make_workers() {
    const MemoryConfiguration& memory = configuration_.memory;
    const size_t count = cores_.size();
    const auto signatures = Signatures::built_in();
    const auto credit = make_shared_credit(memory.police_buckets);
    const uint64_t seed = std::random_device{}() | uint64_t{std::random_device{}()} << 32;

    std::map<std::string, uint16_t> realms;
    std::vector<PortTraits> traits;
    for (const Port& port : ports_) {
        const LinkConfiguration& link = configuration_.links[port.link];
        const auto realm = static_cast<uint16_t>(realms.size());
        traits.push_back(
            {.side = port.access_side ? PortTraits::Side::access : PortTraits::Side::core,
             .tunnels = link.tunnels,
             .realm = realms.try_emplace(link.realm, realm).first->second});
    }
    for (uint32_t index = 0; index < count; ++index) {
        WorkerSettings settings{.index = index,
                                .workers = worker_count(),
                                .flows = share(memory.flows, count),
                                .fragments = share(memory.fragments, count),
                                .police_buckets = share(memory.police_buckets, count),
                                .classifier = {},
                                .hash_seed = seed};
        settings.classifier.undecided_flows = share(memory.undecided_flows, count);
        settings.classifier.walked_flows = share(memory.walked_flows, count);
        settings.classifier.held_segments = share(memory.held_segments, count);
        workers_.push_back(std::make_unique<Worker>(settings, signatures, credit));
        workers_.back()->ports = traits;
        workers_.back()->adopt(*current_);
        loops_.push_back(std::make_unique<PollLoop>(*workers_.back(), *shared_));
    }
}

void Dataplane::Impl::run_worker(uint32_t index) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cores_[index], &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    pthread_setname_np(pthread_self(), ("worker-" + std::to_string(index)).c_str());
    // Without the right to it, an ordinary priority does, with longer stalls under load.
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), configuration_.worker_nice);
    rte_thread_register();  // for a cache of packet buffers of its own
    loops_[index]->run();
    rte_thread_unregister();
}

// A packet crosses at most two rings on its way; afterwards every worker has been round once more.
void Dataplane::Impl::drain() {
    shared_->draining.store(true, std::memory_order_release);
    const auto deadline = steady_clock::now() + kDrainPatience;
    const auto wait_for_rounds = [&](uint64_t rounds) {
        for (const auto& worker : workers_) {
            const uint64_t target = worker->counters.loops.get() + rounds;
            while (worker->counters.loops.get() < target && steady_clock::now() < deadline)
                std::this_thread::sleep_for(milliseconds(1));
        }
    };
    wait_for_rounds(2);
    while (!shared_->rings.empty() && steady_clock::now() < deadline)
        wait_for_rounds(1);
    for (int hop = 0; hop < 2; ++hop)
        wait_for_rounds(2);
}

std::vector<WorkerReport> Dataplane::Impl::workers() const {
    const MemoryConfiguration& memory = configuration_.memory;
    std::vector<WorkerReport> reports;
    for (const auto& worker : workers_) {
        WorkerReport report;
        report.index = worker->index;
        report.core = cores_[worker->index];
        report.counters = &worker->counters;
        report.classifier = &worker->classifier.counts();
        report.running_ns = shared_->clock.now_ns() - started_ns_;
        report.flow_capacity = worker->flows.capacity();
        report.police_capacity = worker->policer.capacity();
        report.undecided_in_use = worker->classifier.undecided_in_use();
        report.undecided_capacity = share(memory.undecided_flows, workers_.size());
        report.walkers_in_use = worker->classifier.walkers_in_use();
        report.walkers_capacity = share(memory.walked_flows, workers_.size());
        reports.push_back(report);
    }
    return reports;
}

std::vector<PortReport> Dataplane::Impl::ports() const {
    std::vector<PortReport> reports;
    for (const Port& port : ports_)
        reports.push_back(report_port(port, configuration_.links[port.link].name));
    return reports;
}

std::vector<PoolReport> Dataplane::Impl::pools() const {
    return {
        {.name = "packets", .in_use = rte_mempool_in_use_count(pool_), .capacity = pool_->size}};
}

std::vector<MemoryReport> Dataplane::Impl::memory() const {
    size_t tables = 0;
    size_t fragments = 0;
    size_t classifiers = 0;
    size_t buckets = 0;
    for (const auto& worker : workers_) {
        tables += worker->flows.memory_bytes();
        fragments += worker->fragments.memory_bytes();
        classifiers += worker->classifier.memory_bytes();
        buckets += worker->policer.memory_bytes();
    }
    const std::string pages(name(workers_.front()->flows.pages()));
    const size_t buffer = pool_->elt_size + pool_->header_size + pool_->trailer_size;
    return {
        {"flow tables", tables, std::to_string(configuration_.memory.flows) + " flows, " + pages},
        {"classifier", classifiers,
         std::to_string(configuration_.memory.undecided_flows) + " flows under inspection, " +
             std::to_string(configuration_.memory.walked_flows) + " walked"},
        {"police buckets", buckets, std::to_string(configuration_.memory.police_buckets)},
        {"fragments", fragments, std::to_string(configuration_.memory.fragments) + " datagrams"},
        {"packet buffers", pool_->size * buffer,
         std::to_string(pool_->size) + " of " + std::to_string(buffer) + " bytes, " +
             (huge_pages_ ? "huge" : "normal") + " pages"},
    };
}

std::unique_ptr<Dataplane> Dataplane::start(const DataplaneConfiguration& configuration,
                                            std::shared_ptr<const Snapshot> snapshot) {
    try {
        return std::unique_ptr<Dataplane>(
            new Dataplane(std::make_unique<Impl>(configuration, std::move(snapshot))));
    } catch (const DataplaneError&) {
        throw;
    } catch (const std::runtime_error& error) {
        throw DataplaneError(error.what());
    }
}

Dataplane::Dataplane(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dataplane::~Dataplane() = default;

void Dataplane::publish(std::shared_ptr<const Snapshot> snapshot) {
    impl_->publish(std::move(snapshot));
}

std::shared_ptr<const Snapshot> Dataplane::snapshot() const {
    return impl_->snapshot();
}

std::vector<FlowReport> Dataplane::list_flows(const FlowFilter& filter, size_t limit) {
    return impl_->ask(filter, FlowQuery::Order::any, limit);
}

std::vector<FlowReport> Dataplane::top_flows(const FlowFilter& filter, size_t count) {
    return impl_->ask(filter, FlowQuery::Order::most_bytes, count);
}

const DataplaneConfiguration& Dataplane::configuration() const {
    return impl_->configuration();
}

std::vector<WorkerReport> Dataplane::workers() const {
    return impl_->workers();
}

std::vector<PortReport> Dataplane::ports() const {
    return impl_->ports();
}

std::vector<PoolReport> Dataplane::pools() const {
    return impl_->pools();
}

std::vector<MemoryReport> Dataplane::memory() const {
    return impl_->memory();
}

}  // namespace sluice
