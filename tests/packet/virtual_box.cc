// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/virtual_box.h"

#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "classifier/signatures.h"
#include "dataplane/pipeline.h"
#include "dataplane/port.h"
#include "dataplane/rewrite.h"
#include "dataplane/scheduler/scheduler.h"
#include "policy/policy_yaml.h"

namespace sluice::test {
namespace {

Policy parse(std::string_view yaml) {
    ParsedPolicy parsed = parse_policy(yaml, "test", PolicyFileKind::policy, {});
    if (parsed.policy)
        return std::move(*parsed.policy);
    std::string all;
    for (const Complaint& complaint : parsed.complaints)
        all += complaint.to_string() + "\n";
    throw std::invalid_argument(all);
}

// A ring carries a pointer to a packet's buffer. Here the buffer is the arrival.
rte_mbuf* as_buffer(Arrival* arrival) {
    return reinterpret_cast<rte_mbuf*>(arrival);
}
Arrival* as_arrival(rte_mbuf* buffer) {
    return reinterpret_cast<Arrival*>(buffer);
}

const std::shared_ptr<const Signatures>& signatures() {
    static const std::shared_ptr<const Signatures> built_in = Signatures::built_in();
    return built_in;
}

}  // namespace

VirtualBox::VirtualBox(std::string_view policy_yaml, BoxSettings settings)
    : settings_(std::move(settings)),
      rings_(settings_.workers),
      endpoint_news_(settings_.workers),
      shared_gates_(settings_.workers) {
    const auto credit = make_shared_credit(settings_.shared_rates);
    std::vector<PortTraits> ports;
    for (size_t pair = 0; pair < settings_.pair_realms.size(); ++pair) {
        const uint16_t link = settings_.pair_links.empty() ? 0 : settings_.pair_links[pair];
        for (const PortTraits::Side side : {settings_.access_side, settings_.core_side}) {
            const auto port = static_cast<uint16_t>(ports.size());
            ports.push_back(
                {.side = side,
                 .tunnels = settings_.tunnels,
                 .realm = settings_.pair_realms[pair],
                 .link = link,
                 .port = settings_.tap ? inject_port() : port,
                 .peer = settings_.tap ? inject_port() : static_cast<uint16_t>(port ^ 1),
                 .tap = settings_.tap,
                 .subscribers = settings_.subscribers,
                 .trust = port % 2 == 0 ? settings_.access_trust : nullptr});
        }
    }
    left_by_.resize(ports.size() + 1);
    answers_by_.resize(ports.size() + 1);
    for (uint32_t index = 0; index < settings_.workers; ++index) {
        WorkerSettings own{.index = index,
                           .workers = settings_.workers,
                           .flows = settings_.flows,
                           .fragments = settings_.fragments,
                           .police_buckets = settings_.police_buckets,
                           .connection_caps = settings_.connection_caps,
                           .counted_strangers = settings_.counted_strangers,
                           .usage_rows = settings_.usage_rows,
                           .classifier = settings_.classifier,
                           .hash_seed = 0x5eed,
                           .flow_records = settings_.flow_records,
                           .scheduler = settings_.scheduler};
        own.scheduler.worker = index;
        own.scheduler.shared_gates = &shared_gates_;
        workers_.push_back(std::make_unique<Worker>(own, subscribers_, signatures(), credit));
        workers_.back()->ports = ports;
        workers_.back()->links = std::vector<LinkBytes>(settings_.links.size());
    }
    publish(policy_yaml);
}

std::optional<FrameBytes> VirtualBox::up(const FrameBytes& frame, uint16_t pair, uint32_t lane) {
    return send_one(
        {.bytes = frame, .port = static_cast<uint16_t>(2 * pair), .lane = lane, .verdict = {}});
}

std::optional<FrameBytes> VirtualBox::down(const FrameBytes& frame, uint16_t pair, uint32_t lane) {
    return send_one(
        {.bytes = frame, .port = static_cast<uint16_t>(2 * pair + 1), .lane = lane, .verdict = {}});
}

std::optional<FrameBytes> VirtualBox::send_one(Arrival arrival) {
    std::vector<Arrival> arrivals{std::move(arrival)};
    send(arrivals);
    if (arrivals[0].fate != Fate::forwarded)
        return std::nullopt;
    return left_by_[arrivals[0].port ^ 1].back();
}

void VirtualBox::set_wall_time(int64_t unix_time_s) {
    wall_time_ahead_s_ = unix_time_s - static_cast<int64_t>(now_ns_ / 1'000'000'000);
    tell_time();
}

void VirtualBox::tell_time() {
    for (const auto& worker : workers_)
        worker->tell_time(static_cast<int64_t>(now_ns_ / 1'000'000'000) + wall_time_ahead_s_);
}

void VirtualBox::send(std::vector<Arrival>& arrivals) {
    tell_time();
    sent_in_ += arrivals.size();
    for (size_t from = 0; from < arrivals.size(); from += Burst::kCapacity) {
        std::vector<std::vector<Arrival*>> bursts(workers_.size());
        for (size_t i = from; i < std::min(arrivals.size(), from + Burst::kCapacity); ++i)
            bursts[lane_worker(arrivals[i].port, arrivals[i].lane, settings_.workers)].push_back(
                &arrivals[i]);
        for (uint32_t worker = 0; worker < workers(); ++worker) {
            if (!bursts[worker].empty())
                run_burst(worker, bursts[worker]);
        }
        empty_rings();
        exchange_news();
    }
}

void VirtualBox::empty_rings() {
    bool any = true;
    while (any) {
        any = false;
        for (uint32_t to = 0; to < workers(); ++to) {
            for (uint32_t from = 0; from < workers(); ++from) {
                std::array<Handed, Burst::kCapacity> batch;
                const size_t count =
                    from == to ? 0 : rings_.between(from, to).pop(std::span(batch));
                std::vector<Arrival*> arrivals;
                for (size_t i = 0; i < count; ++i) {
                    arrivals.push_back(as_arrival(batch[i].mbuf));
                    arrivals.back()->handed_in = true;
                    arrivals.back()->verdict = batch[i].verdict;
                }
                worker(to).counters.handed_in.add(count);
                if (count > 0)
                    run_burst(to, arrivals);
                any |= count > 0;
            }
        }
    }
}

void VirtualBox::exchange_news() {
    for (const auto& worker : workers_)
        worker->counters.endpoint_news_dropped.add(
            endpoint_news_.tell(worker->index, worker->classifier.endpoints()));
    for (const auto& worker : workers_)
        endpoint_news_.hear(worker->index, worker->classifier.endpoints(),
                            static_cast<uint32_t>(now_ns_ / 1'000'000'000));
}

void VirtualBox::run_burst(uint32_t index, const std::vector<Arrival*>& arrivals) {
    Worker& worker = *workers_[index];
    Burst& burst = *burst_;
    burst.now_ns = now_ns_;
    burst.count = arrivals.size();
    for (size_t i = 0; i < arrivals.size(); ++i) {
        Arrival& arrival = *arrivals[i];
        Packet& packet = burst.packets[i];
        packet.data = arrival.bytes.data();
        packet.wire_length = static_cast<uint32_t>(arrival.bytes.size());
        packet.length = packet.wire_length - arrival.cut_off;
        packet.port = arrival.port;
        packet.fate = Fate::live;
        packet.oversized = arrival.oversized;
        packet.handed_in = arrival.handed_in;
        packet.verdict = arrival.verdict;
        packet.mbuf = reinterpret_cast<rte_mbuf*>(next_held_ + i);
    }
    process(burst, worker);

    for (size_t i = 0; i < arrivals.size(); ++i) {
        Arrival& arrival = *arrivals[i];
        const Packet& packet = burst.packets[i];
        arrival.reached = index;
        arrival.fate = packet.fate;
        arrival.drop = packet.drop;
        if (packet.fate == Fate::forwarded) {
            const uint16_t far_port = arrival.port ^ 1;
            worker.count_forwarded(far_port % 2 == 1 ? Direction::up : Direction::down, 1,
                                   packet.wire_length);
            left_by_[far_port].push_back(arrival.bytes);
            ++came_out_;
        } else if (packet.fate == Fate::observed) {
            ++observed_;
        } else if (packet.fate == Fate::held) {
            held_[next_held_ + i] = arrival.bytes;
            arrival.fate = Fate::held;
        } else if (packet.fate == Fate::handed) {
            const Handed handed{.mbuf = as_buffer(&arrival),
                                .port = packet.port,
                                .purpose = Handed::Purpose::process,
                                .verdict = packet.verdict};
            if (!settings_.handoff_full && rings_.between(index, packet.owner).push(handed)) {
                worker.counters.handed_out++;
                continue;
            }
            worker.count_drop(DropReason::handoff_full, packet.wire_length);
            arrival.fate = Fate::dropped;
            arrival.drop = DropReason::handoff_full;
        }
    }
    next_held_ += arrivals.size();
    send_answers(worker);
}

void VirtualBox::send_answers(Worker& worker) {
    for (const Answer& answer : worker.answers.all()) {
        const FrameBytes frame(answer.frame.begin(), answer.frame.end());
        left_by_[answer.port].push_back(frame);
        answers_by_[answer.port].push_back(frame);
    }
    worker.answers.clear();
}

void VirtualBox::run_queues(Worker& worker) {
    departures_.clear();
    worker.run_queues(now_ns_, departures_);
    for (const Departure& departure : departures_.all()) {
        auto held = held_.extract(reinterpret_cast<uintptr_t>(departure.buffer));
        if (departure.is_dropped())
            continue;
        FrameBytes& frame = held.mapped();
        if (departure.fate == Departure::Fate::marked)
            set_congestion_experienced(frame.data() + departure.ip_offset);
        const uint16_t far_port = departure.port ^ 1;
        worker.count_forwarded(far_port % 2 == 1 ? Direction::up : Direction::down, 1,
                               frame.size());
        left_by_[far_port].push_back(std::move(frame));
        ++came_out_;
    }
}

void VirtualBox::run_queues_for(uint64_t duration_ns) {
    constexpr uint64_t kLoopNs = 50'000;
    for (const uint64_t end_ns = now_ns_ + duration_ns; now_ns_ < end_ns; now_ns_ += kLoopNs) {
        for (const auto& worker : workers_)
            run_queues(*worker);
    }
}

void VirtualBox::wait_ms(uint64_t duration_ms) {
    now_ns_ += duration_ms * 1'000'000;
    tell_time();
    for (const auto& worker : workers_) {
        worker->expire(now_ns_, UINT32_MAX);
        worker->sweep(now_ns_);
        worker->record_long_flows(now_ns_);
    }
}

void VirtualBox::prepare(std::string_view policy_yaml) {
    Policy policy = parse(policy_yaml);
    subscribers_.set_nats(policy.nats);
    if (const auto reason = subscribers_.replace_all(policy.subscribers))
        throw std::invalid_argument(*reason);
    const auto number = static_cast<uint32_t>(snapshots_.size() + 1);
    snapshots_.push_back(Snapshot::compile(std::move(policy), number, number, subscribers_.names(),
                                           settings_.links));
}

void VirtualBox::publish(std::string_view policy_yaml) {
    prepare(policy_yaml);
    for (uint32_t worker = 0; worker < workers(); ++worker)
        adopt(worker);
}

uint32_t VirtualBox::owner(const std::string& subscriber_address) const {
    const auto address = IpAddress::parse(subscriber_address);
    return owner_of(subscribers_.find({address.value(), 0}), settings_.workers);
}

std::vector<Flow*> VirtualBox::flows(uint32_t index) {
    std::vector<Flow*> all;
    worker(index).flows.scan(0, UINT32_MAX, [&](Flow& flow) { all.push_back(&flow); });
    return all;
}

std::vector<UsageRow> VirtualBox::take_usage() {
    std::vector<UsageRow> all;
    for (const auto& worker : workers_) {
        UsageMeter& usage = worker->usage;
        for (bool whole = false; !whole;) {
            usage.ask();
            while (!usage.handed())
                usage.step(worker->flows, now_ns_, true);
            whole = usage.whole();
            all.insert(all.end(), usage.rows().begin(), usage.rows().end());
            usage.give_back();
        }
    }
    return all;
}

uint64_t VirtualBox::odd(Oddity oddity) const {
    uint64_t sum = 0;
    for (const auto& worker : workers_)
        sum += worker->counters.odd_packets[static_cast<size_t>(oddity)].get();
    return sum;
}

uint64_t VirtualBox::dropped(DropReason reason) const {
    uint64_t sum = 0;
    for (const auto& worker : workers_)
        sum += worker->counters.dropped_packets[static_cast<size_t>(reason)].get();
    return sum;
}

uint64_t VirtualBox::passed(size_t link, Direction direction) const {
    uint64_t sum = 0;
    for (const auto& worker : workers_)
        sum += worker->links[link].passed[static_cast<size_t>(direction)].get();
    return sum;
}

uint64_t VirtualBox::flows_labelled(Label label) const {
    uint64_t sum = 0;
    for (const auto& worker : workers_)
        sum += worker->counters.label_flows[static_cast<size_t>(label)].get();
    return sum;
}

std::string VirtualBox::audit() {
    std::ostringstream complaints;
    const auto expect = [&](const char* what, uint64_t is, uint64_t should) {
        if (is != should)
            complaints << what << ": " << is << " instead of " << should << "; ";
    };
    uint64_t received = 0, forwarded = 0, dropped = 0, observed = 0, out = 0, in = 0;
    for (const auto& worker : workers_) {
        const WorkerCounters& counters = worker->counters;
        uint64_t own_fates = counters.handed_out.get();
        uint64_t own_received = counters.handed_in.get();
        for (size_t direction = 0; direction < kDirectionCount; ++direction) {
            own_received += counters.received_packets[direction].get();
            received += counters.received_packets[direction].get();
            own_fates += counters.forwarded_packets[direction].get();
            forwarded += counters.forwarded_packets[direction].get();
            own_fates += counters.observed_packets[direction].get();
            observed += counters.observed_packets[direction].get();
        }
        for (const Counter& reason : counters.dropped_packets) {
            own_fates += reason.get();
            dropped += reason.get();
        }
        if (worker->scheduler)
            own_fates += worker->scheduler->waiting_packets();
        expect("forwarded, dropped, held, observed and handed over", own_fates, own_received);
        out += counters.handed_out.get();
        in += counters.handed_in.get();
        complaints << audit_worker(*worker);
    }
    expect("handed in", in, out);
    expect("received", received, sent_in_);
    expect("forwarded, dropped, held and observed", forwarded + dropped + held_.size() + observed,
           sent_in_);
    expect("observed", observed_, observed);
    expect("come out", came_out_, forwarded);
    return complaints.str();
}

std::string VirtualBox::audit_worker(Worker& worker) {
    std::ostringstream complaints;
    const auto expect = [&](const std::string& what, uint64_t is, uint64_t should) {
        if (is != should)
            complaints << "worker " << worker.index << ": " << what << ": " << is << " instead of "
                       << should << "; ";
    };
    std::array<uint64_t, kLabelCount> labels{};
    std::set<uint32_t> buckets;
    uint64_t undecided = 0, walked = 0, off_the_wheel = 0, strayed = 0;
    for (const Flow* flow : flows(worker.index)) {
        const FlowInspection& inspection = flow->inspection;
        labels[static_cast<size_t>(inspection.verdict.label)]++;
        undecided += inspection.holds_state();
        walked += inspection.walked();
        off_the_wheel += flow->wheel_slot == 0;
        strayed +=
            flow->snapshot == worker.decision_round &&
            owner_of(subscribers_.find({flow->key.subscriber, 0}), worker.workers) != worker.index;
        for (const CachedDecision& decision : flow->decision)
            buckets.insert(decision.bucket);
        for (const uint32_t bucket : flow->enforcement.shadow_bucket)
            buckets.insert(bucket);
    }
    buckets.erase(Policer::kNoBucket);
    for (size_t label = 0; label < kLabelCount; ++label)
        expect("flows " + std::string(name(static_cast<Label>(label))),
               worker.counters.label_flows[label].get(), labels[label]);
    expect("flows", worker.counters.flows.get(), worker.flows.size());
    expect("police buckets shown", worker.counters.police_buckets.get(), worker.policer.in_use());
    expect("police buckets", worker.policer.in_use(), buckets.size());
    expect("flows under inspection", worker.classifier.undecided_in_use(), undecided);
    expect("walked flows", worker.classifier.walkers_in_use(), walked);
    expect("flows that never end", off_the_wheel, 0);
    expect("flows of another worker's subscriber", strayed, 0);
    expect("flows ended",
           worker.counters.flows_created.get() - worker.flows.size() >=
               worker.counters.flows_expired.get() + worker.counters.flows_moved.get(),
           1);
    return complaints.str() + audit_places(worker);
}

// Under caps, and where flows are counted.
std::string VirtualBox::audit_places(Worker& worker) {
    std::map<uint32_t, uint32_t> caps, counted;
    uint32_t strangers = 0;
    for (const Flow* flow : flows(worker.index)) {
        for (const uint32_t place : flow->enforcement.cap_slot)
            ++caps[place];
        // Whose: the place without who began it.
        ++counted[flow->enforcement.counted_in | 1];
    }
    caps.erase(ConnectionCaps::kNone);
    counted.erase(SubscriberFlows::kNowhere);
    std::ostringstream complaints;
    const auto expect = [&](const char* what, uint64_t is, uint64_t should) {
        if (is != should)
            complaints << "worker " << worker.index << ": " << what << ": " << is << " instead of "
                       << should << "; ";
    };
    for (const auto& [place, connections] : caps)
        expect("connections under a cap", worker.caps.connections(place), connections);
    for (const auto& [place, flows_there] : counted) {
        expect("a subscriber's flows", worker.subscriber_flows.count(place), flows_there);
        strangers += place >> 1 >= subscribers_.capacity() ? 1 : 0;
    }
    expect("caps in use", worker.caps.in_use(), caps.size());
    expect("caps shown", worker.counters.connection_caps.get(), caps.size());
    expect("counted strangers", worker.subscriber_flows.strangers_in_use(), strangers);
    return complaints.str();
}

}  // namespace sluice::test
