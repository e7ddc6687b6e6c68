// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <system_error>

#include <pthread.h>
#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <sys/resource.h>
#include <unistd.h>

#include "classifier/signatures.h"
#include "dataplane/dataplane_impl.h"
#include "dataplane/eal.h"
#include "dataplane/packet_pool.h"
#include "dataplane/shunt/shunt.h"

namespace sluice {
namespace {

constexpr std::chrono::seconds kFirstBeatPatience{1};

bool has_kernel_interfaces(const DataplaneConfiguration& configuration) {
    const auto is_one = [](const PortConfiguration& port) { return !port.interface.empty(); };
    return std::ranges::any_of(configuration.links, [&](const LinkConfiguration& link) {
        return std::ranges::any_of(link.pairs,
                                   [&](const PairConfiguration& pair) {
                                       return is_one(pair.access) || is_one(pair.core);
                                   }) ||
               std::ranges::any_of(
                   link.mirrors,
                   [&](const MirrorConfiguration& mirror) { return is_one(mirror.port); }) ||
               (link.inject && is_one(link.inject->port));
    });
}

}  // namespace

// On the control cores before EAL starts: its own threads stay where it was started.
Dataplane::Impl::Impl(const DataplaneConfiguration& configuration,
                      std::shared_ptr<const Snapshot> snapshot, const Subscribers& subscribers)
    : configuration_(configuration),
      cores_(choose_cores(configuration.worker_cores)),
      subscribers_(subscribers),
      heartbeats_(worker_count(), has_kernel_interfaces(configuration)),
      current_(std::move(snapshot)) {
    run_on(cores_.control);
    if (configuration_.shunt != ShuntWhen::never)
        shunt_clerk_ = std::make_unique<ShuntClerk>(worker_count(),
                                                    share(configuration_.memory.shunted_flows));
    prepare_ports();
    forced_links_ = std::make_unique<std::atomic<LinkForce>[]>(configuration_.links.size());
    lost_ports_ = std::make_unique<std::atomic<bool>[]>(ports_.size());
    start_packet_memory();
    for (Port& port : ports_)
        open_port(port, worker_count(), pool_);
    shared_ = std::make_unique<Shared>(ports_, pool_, heartbeats_.all(), configuration_.heartbeat,
                                       current_.get());
    shared_->idle_sleep_ns = uint64_t{configuration.idle_sleep_us} * 1'000;
    shared_->idle_after_ns = uint64_t{configuration.idle_after_us} * 1'000;
    make_workers();
    if (shunt_clerk_)
        start_shunting();
    start_workers();
    show_dpdk_log();
}

// A lane's receive and transmit rings full (net_af_xdp: its fill ring too), and every worker's
// cache and outboxes.
uint32_t Dataplane::Impl::packet_buffers() const {
    if (configuration_.memory.packet_buffers != 0)
        return configuration_.memory.packet_buffers;
    uint32_t lanes = 0;
    for (const Port& port : ports_)
        lanes += static_cast<uint32_t>(port.lanes.size());
    return lanes * 5'120 + worker_count() * 2'048 + configuration_.memory.queued_packets;
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
    settings.control_core = cores_.control.front();
    settings.packet_memory_bytes = size_t{buffers} * (room + sizeof(rte_mbuf) + 128);
    huge_pages_ = start_eal(settings).huge_pages;
    // AF_XDP's pool is in one piece of virtual memory only (packet_pool.h).
    if (kernel_interfaces && !settings.pci_devices.empty() && rte_eal_iova_mode() == RTE_IOVA_PA)
        throw DataplaneError("device " + settings.pci_devices.front() +
                             " cannot stand beside kernel interfaces without an IOMMU: turn it on "
                             "(intel_iommu=on or amd_iommu=on), or use one kind of port");
    pool_ = make_packet_pool(buffers, static_cast<uint16_t>(room), kernel_interfaces);
}

void Dataplane::Impl::make_workers() {
    const MemoryConfiguration& memory = configuration_.memory;
    const auto signatures = Signatures::built_in();
    const auto credit = make_shared_credit(std::min(memory.police_buckets, kMostRules));
    const uint64_t seed = std::random_device{}() | uint64_t{std::random_device{}()} << 32;

    const std::vector<PortTraits> traits = port_traits();
    shared_gates_ = std::make_unique<SharedGates>(worker_count());
    for (uint32_t index = 0; index < worker_count(); ++index) {
        WorkerSettings settings{
            .index = index,
            .workers = worker_count(),
            .flows = share(memory.flows),
            .fragments = share(memory.fragments),
            .police_buckets = share(memory.police_buckets),
            .connection_caps = share(memory.connection_caps),
            .counted_strangers = share(memory.counted_strangers),
            .usage_rows = memory.usage_rows == 0 ? 0 : share(memory.usage_rows),
            .classifier = {},
            .hash_seed = seed,
            .flow_records = {.active_timeout_ns = configuration_.flow_records_active_timeout_ns},
            .scheduler = {.packets = memory.queued_packets == 0 ? 0 : share(memory.queued_packets),
                          .flows = share(memory.queued_flows),
                          .subscribers = share(memory.shaped_subscribers),
                          .groups = share(memory.shaped_groups),
                          .shared_gates = shared_gates_.get(),
                          .worker = index}};
        settings.classifier.undecided_flows = share(memory.undecided_flows);
        settings.classifier.walked_flows = share(memory.walked_flows);
        settings.classifier.kept_beginnings = share(memory.kept_beginnings);
        settings.classifier.held_segments = share(memory.held_segments);
        settings.classifier.learnt_endpoints = memory.learnt_endpoints;
        settings.classifier.hash_seed = seed;
        workers_.push_back(std::make_unique<Worker>(settings, subscribers_, signatures, credit));
        workers_.back()->ports = traits;
        workers_.back()->skips_inspection = configuration_.skip_inspection;
        workers_.back()->links = std::vector<LinkBytes>(configuration_.links.size());
        if (configuration_.copy_dhcp)
            workers_.back()->dhcp = std::make_unique<DhcpCopies>();
        workers_.back()->adopt(*current_);
        loops_.push_back(std::make_unique<PollLoop>(*workers_.back(), *shared_));
    }
}

void Dataplane::Impl::start_shunting() {
    const uint32_t places = shunt_clerk_->places_of_each();
    for (uint32_t index = 0; index < worker_count(); ++index) {
        workers_[index]->shunt = std::make_unique<Shunt>(
            Shunt::Settings{.always = configuration_.shunt == ShuntWhen::always,
                            .places = shunt_clerk_->maps().places(),
                            .first_place = index * places,
                            .place_count = places,
                            .flows = workers_[index]->flows.capacity(),
                            .requests = &shunt_clerk_->of_worker(index)});
    }
    std::vector<XdpPort*> ports;
    for (uint16_t index = 0; index < ports_.size(); ++index) {
        if (can_shunt(index))
            ports.push_back(ports_[index].xdp.get());
    }
    shunt_clerk_->start(std::move(ports), current_->number());
}

void Dataplane::Impl::start_workers() {
    started_ns_ = shared_->clock.now_ns();
    try {
        for (uint32_t index = 0; index < worker_count(); ++index)
            threads_.emplace_back([this, index] { run_worker(index); });
    } catch (const std::system_error&) {
        stop_workers();
        throw;
    }
    // What comes before all workers beat goes past them. A worker without buffers never beats.
    const auto deadline = std::chrono::steady_clock::now() + kFirstBeatPatience;
    while (health().state == WorkersHealth::State::absent &&
           std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::microseconds(200));
}

void Dataplane::Impl::run_worker(uint32_t index) {
    run_on({cores_.workers[index]});
    pthread_setname_np(pthread_self(), ("worker-" + std::to_string(index)).c_str());
    // Without the right to it, an ordinary priority does, with longer stalls under load.
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), configuration_.worker_nice);
    rte_thread_register();  // for a cache of packet buffers of its own
    loops_[index]->run();
    rte_thread_unregister();
}

}  // namespace sluice
