// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

using Workers = std::vector<WorkerReport>;
using Counts = Classifier::Counts;

double sum_counts(const Workers& workers, Counter Counts::*field) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += (worker.classifier->*field).get();
    return static_cast<double>(total);
}

double messages(const Workers& workers, Direction direction, size_t kind) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += worker.classifier->messages[static_cast<size_t>(direction)][kind].get();
    return static_cast<double>(total);
}

double sum_of(const Workers& workers, uint32_t WorkerReport::*field) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += worker.*field;
    return static_cast<double>(total);
}

}  // namespace

void add_classifier_metrics(const Workers& workers, Families& out) {
    out.counter("sluice_p2p_messages_total",
                "Messages seen in recognised flows, by the name that all P2P protocols share.");
    for (size_t kind = 0; kind < kMessageKindCount; ++kind) {
        for (const Direction direction : kDirections)
            out.add(
                {{"type", name(static_cast<MessageKind>(kind))}, {"direction", name(direction)}},
                messages(workers, direction, kind));
    }
    out.counter("sluice_inspected_packets_total", "Packets whose payload was looked at.")
        .add({}, sum_counts(workers, &Counts::inspected_packets));
    out.counter("sluice_inspection_budget_spent_flows_total",
                "Flows that settled as unknown when their budget was spent.")
        .add({}, sum_counts(workers, &Counts::budget_spent));
    out.counter("sluice_message_gaps_total", "Times that a message walker lost its place.")
        .add({}, sum_counts(workers, &Counts::walker_gaps));
    out.counter("sluice_message_gaps_resumed_total", "Times that it found its place again.")
        .add({}, sum_counts(workers, &Counts::walker_resumed));

    out.counter("sluice_inspection_displaced_flows_total",
                "Undecided flows that lost their inspection state to one that needed it.")
        .add({}, sum_counts(workers, &Counts::undecided_displaced));

    out.gauge("sluice_inspection_states", "Inspection states in use, by pool.")
        .add({{"pool", "undecided"}}, sum_of(workers, &WorkerReport::undecided_in_use))
        .add({{"pool", "walker"}}, sum_of(workers, &WorkerReport::walkers_in_use));
    out.gauge("sluice_inspection_states_capacity", "Inspection states that there are, by pool.")
        .add({{"pool", "undecided"}}, sum_of(workers, &WorkerReport::undecided_capacity))
        .add({{"pool", "walker"}}, sum_of(workers, &WorkerReport::walkers_capacity));
    out.counter("sluice_inspection_exhausted_total",
                "Times that a pool of the classifier had nothing left, by pool.")
        .add({{"pool", "undecided"}}, sum_counts(workers, &Counts::undecided_exhausted))
        .add({{"pool", "walker"}}, sum_counts(workers, &Counts::walkers_exhausted))
        .add({{"pool", "beginning"}}, sum_counts(workers, &Counts::beginnings_exhausted))
        .add({{"pool", "held_segment"}}, sum_counts(workers, &Counts::held_exhausted));
}

}  // namespace sluice
