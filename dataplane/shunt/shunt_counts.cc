// SPDX-License-Identifier: Apache-2.0
// What the program has counted of a flow, added to all that a packet's worker would have added it
// to.
#include <atomic>
#include <utility>

#include "dataplane/ecn.h"
#include "dataplane/flow.h"
#include "dataplane/shunt/shunt.h"
#include "dataplane/worker.h"

namespace sluice {
namespace {

// Leaves nothing behind. Most are nothing: then the line stays the program's.
uint64_t take(__u64& shared) {
    std::atomic_ref<__u64> count(shared);
    return count.load(std::memory_order_relaxed) == 0
               ? 0
               : count.exchange(0, std::memory_order_relaxed);
}

struct Counted {
    uint64_t packets = 0;
    uint64_t ip_bytes = 0;
    std::array<uint64_t, kEcnSignCount> signs{};
};

Counted take(sluice_shunted_direction& shared) {
    Counted counted{.ip_bytes = take(shared.ip_bytes)};
    for (size_t codepoint = 0; codepoint < std::size(shared.packets); ++codepoint) {
        const uint64_t packets = take(shared.packets[codepoint]);
        counted.packets += packets;
        if (codepoint != static_cast<size_t>(EcnCodepoint::not_ect))
            counted.signs[codepoint - 1] = packets;
    }
    counted.signs[static_cast<size_t>(EcnSign::ece)] = take(shared.ece_packets);
    counted.signs[static_cast<size_t>(EcnSign::cwr)] = take(shared.cwr_packets);
    return counted;
}

void add(const Counted& counted, Flow& flow, Direction direction, Worker& worker) {
    const auto d = static_cast<size_t>(direction);
    flow.packets[d] += static_cast<uint32_t>(counted.packets);
    flow.ip_bytes[d] += counted.ip_bytes;
    // It may have come to a number that some rule asks for.
    if (!worker.snapshot->dependencies().ip_bytes.empty())
        flow.snapshot = 0;
    // What a reset has to fit to has moved on.
    constexpr std::array<uint8_t, kDirectionCount> kKnown{
        FlowEnforcement::kKnownUp | FlowEnforcement::kAcknowledgedUp,
        FlowEnforcement::kKnownDown | FlowEnforcement::kAcknowledgedDown};
    flow.enforcement.flags &= static_cast<uint8_t>(~kKnown[d]);

    const auto label = static_cast<size_t>(flow.inspection.verdict.label);
    const auto locality = static_cast<size_t>(flow.locality);
    WorkerCounters& counters = worker.counters;
    counters.label_packets[label][d].add(counted.packets);
    counters.locality_ip_bytes[locality][label][d].add(counted.ip_bytes);
    for (size_t sign = 0; sign < counted.signs.size(); ++sign) {
        if (counted.signs[sign] != 0)
            counters.ecn_packets[sign][label][d].add(counted.signs[sign]);
    }
    counters.shunted_packets[d].add(counted.packets);
    counters.shunted_ip_bytes[d].add(counted.ip_bytes);
    worker.count_passed(flow.port, direction, counted.ip_bytes);
}

}  // namespace

// A packet's bytes may come with one gathering and itself with the next: each is counted once.
void Shunt::gather(Flow& flow, Worker& worker) {
    sluice_shunted& counts = shared(place_of_flow_[worker.flows.index_of(flow)]);
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto d = static_cast<size_t>(direction);
        const Counted counted = take(counts.direction[d]);
        if (counted.packets == 0 && counted.ip_bytes == 0)
            continue;
        add(counted, flow, direction, worker);
        gathered_packets_ += counted.packets;
        flow.last_seen_ms = now_ms_;
        flow.seen |= direction == Direction::up ? 1 : 2;
    }
    if (flow.state == FlowState::opening && (flow.seen & 3) == 3)
        flow.state = FlowState::established;
}

// Of a flow that has gone meanwhile: somebody's, but whose is not known any more.
void Shunt::gather_left_behind(uint32_t place, Worker& worker) {
    for (sluice_shunted_direction& direction : shared(place).direction) {
        const Counted counted = take(direction);
        if (counted.packets != 0)
            worker.usage.count_unattributed(counted.packets, counted.ip_bytes);
    }
}

}  // namespace sluice
