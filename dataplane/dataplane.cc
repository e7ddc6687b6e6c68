// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <new>

#include "dataplane/dataplane_impl.h"
#include "dataplane/shunt/shunt.h"

namespace sluice {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kDrainPatience{1'000};
constexpr milliseconds kStandDownPatience{250};

}  // namespace

Dataplane::Impl::~Impl() {
    stop();
}

void Dataplane::Impl::stop() {
    const std::lock_guard lock(asking_);
    if (ended_.load())
        return;
    stand_down();
    drain();
    stop_workers();
}

void Dataplane::Impl::publish(std::shared_ptr<const Snapshot> next) {
    const std::lock_guard lock(asking_);
    if (shunt_clerk_)
        shunt_clerk_->expect_snapshot(next->number());
    shared_->snapshots.replace(next.get());
    const std::lock_guard current_lock(current_mutex_);
    current_ = std::move(next);
}

void Dataplane::Impl::publish(std::shared_ptr<const LocalityTable> next) {
    const std::lock_guard lock(publishing_localities_);
    shared_->localities.store(next.get(), std::memory_order_seq_cst);
    shared_->snapshots.wait_until_quiescent();
    localities_ = std::move(next);
}

std::shared_ptr<const Snapshot> Dataplane::Impl::snapshot() const {
    const std::lock_guard lock(current_mutex_);
    return current_;
}

Subscribers::Readers Dataplane::Impl::subscriber_readers() const {
    return {[this] { shared_->snapshots.wait_until_quiescent(); },
            [this] {
                return configuration_.memory.usage_rows == 0 ? least_sweeps()
                                                             : usage_rounds_.load();
            }};
}

uint64_t Dataplane::Impl::least_sweeps() const {
    uint64_t least = UINT64_MAX;
    for (const auto& worker : workers_)
        least = std::min(least, worker->counters.sweeps.get());
    return least;
}

// Between a round that counts and the one before it all flows were looked at once more: of who was
// removed before that nothing comes any more.
void Dataplane::Impl::take_usage(const std::function<void(std::span<const UsageRow>)>& take) {
    const std::lock_guard lock(taking_usage_);
    if (configuration_.memory.usage_rows == 0)
        return;
    const uint64_t sweeps = least_sweeps();
    for (const auto& worker : workers_)
        worker->usage.ask();  // so that they walk over their flows at the same time
    for (const auto& worker : workers_)
        take_usage_of(*worker, take);
    if (sweeps < sweeps_at_round_ + 2)
        return;
    sweeps_at_round_ = least_sweeps();
    usage_rounds_.fetch_add(1);
}

void Dataplane::Impl::take_usage_of(Worker& worker,
                                    const std::function<void(std::span<const UsageRow>)>& take) {
    UsageMeter& usage = worker.usage;
    for (bool whole = false; !whole;) {
        usage.ask();
        while (!usage.handed()) {
            if (ended_.load(std::memory_order_acquire))
                usage.step(worker.flows, shared_->clock.now_ns(), true);
            else
                std::this_thread::sleep_for(milliseconds(1));
        }
        whole = usage.whole();
        try {
            take(usage.rows());
        } catch (...) {
            usage.give_back();
            throw;
        }
        usage.give_back();
    }
}

bool Dataplane::Impl::usage_is_pressing() const {
    return std::any_of(workers_.begin(), workers_.end(),
                       [](const auto& worker) { return worker->usage.handed(); });
}

std::vector<FlowReport> Dataplane::Impl::ask(const FlowFilter& filter, FlowQuery::Order order,
                                             size_t limit) {
    const std::lock_guard lock(asking_);
    std::vector<FlowReport> all;
    if (ended_.load())
        return all;
    for (size_t worker = 0; worker < loops_.size(); ++worker) {
        if (filter.id != 0 && filter.id >> kFlowIdWorkerShift != worker)
            continue;
        const auto& loop = loops_[worker];
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

void Dataplane::Impl::take_dhcp(std::vector<DhcpCopy>& out) {
    for (const auto& worker : workers_) {
        if (worker->dhcp != nullptr)
            worker->dhcp->take(out);
    }
}

size_t Dataplane::Impl::take_samples(std::span<EnforcementSample> samples) {
    size_t taken = 0;
    for (const auto& worker : workers_)
        taken += worker->samples.take(samples.subspan(taken));
    return taken;
}

size_t Dataplane::Impl::take_flow_records(std::span<FlowRecord> records) {
    size_t taken = 0;
    for (const auto& worker : workers_) {
        if (worker->flow_records)
            taken += worker->flow_records->take(records.subspan(taken));
    }
    return taken;
}

void Dataplane::Impl::flush_flow_records() {
    for (const auto& worker : workers_) {
        if (worker->flow_records)
            worker->flow_records->want_flush();
    }
}

bool Dataplane::Impl::flow_records_flushed() const {
    return std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) {
        return !worker->flow_records || worker->flow_records->flushed();
    });
}

// Packets go past the workers from their next beat on, and what came before that is still theirs.
// Where that cannot be, packets come until the end.
void Dataplane::Impl::stand_down() {
    shared_->standing_down.store(true, std::memory_order_release);
    const auto deadline = steady_clock::now() + kStandDownPatience;
    while (shared_->stood_down.load(std::memory_order_acquire) < worker_count() &&
           steady_clock::now() < deadline)
        std::this_thread::sleep_for(milliseconds(1));
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

void Dataplane::Impl::stop_workers() {
    shared_->stopping.store(true, std::memory_order_release);
    for (std::thread& thread : threads_)
        thread.join();
    stop_shunting();
    ended_.store(true, std::memory_order_release);
}

void Dataplane::Impl::stop_shunting() {
    if (!shunt_clerk_)
        return;
    shunt_clerk_->stop();
    for (const auto& worker : workers_)
        worker->shunt->gather_all(*worker);
}

std::unique_ptr<Dataplane> Dataplane::start(const DataplaneConfiguration& configuration,
                                            std::shared_ptr<const Snapshot> snapshot,
                                            const Subscribers& subscribers) {
    try {
        return std::unique_ptr<Dataplane>(
            new Dataplane(std::make_unique<Impl>(configuration, std::move(snapshot), subscribers)));
    } catch (const DataplaneError&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw DataplaneError("no memory for the tables: memory asks for more than there is");
    } catch (const std::runtime_error& error) {
        throw DataplaneError(error.what());
    }
}

Dataplane::Dataplane(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dataplane::~Dataplane() = default;

void Dataplane::stop() {
    impl_->stop();
}

void Dataplane::take_usage(const std::function<void(std::span<const UsageRow>)>& take) {
    impl_->take_usage(take);
}

bool Dataplane::usage_is_pressing() const {
    return impl_->usage_is_pressing();
}

void Dataplane::publish(std::shared_ptr<const Snapshot> snapshot) {
    impl_->publish(std::move(snapshot));
}

void Dataplane::publish(std::shared_ptr<const LocalityTable> localities) {
    impl_->publish(std::move(localities));
}

Subscribers::Readers Dataplane::subscriber_readers() const {
    return impl_->subscriber_readers();
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

void Dataplane::take_dhcp(std::vector<DhcpCopy>& out) {
    impl_->take_dhcp(out);
}

DhcpCopyReport Dataplane::dhcp_copies() const {
    return impl_->dhcp_copies();
}

size_t Dataplane::take_samples(std::span<EnforcementSample> samples) {
    return impl_->take_samples(samples);
}

size_t Dataplane::take_flow_records(std::span<FlowRecord> records) {
    return impl_->take_flow_records(records);
}

void Dataplane::flush_flow_records() {
    impl_->flush_flow_records();
}

bool Dataplane::flow_records_flushed() const {
    return impl_->flow_records_flushed();
}

uint64_t Dataplane::now_ns() const {
    return impl_->now_ns();
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

std::vector<LinkState> Dataplane::link_states() const {
    return impl_->link_states();
}

bool Dataplane::has_stuck_worker() const {
    return impl_->has_stuck_worker();
}

void Dataplane::force_link(size_t link, LinkForce force) {
    impl_->force_link(link, force);
}

std::vector<std::string> Dataplane::keep_ports() {
    return impl_->keep_ports();
}

}  // namespace sluice
