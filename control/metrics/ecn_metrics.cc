// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

bool is_root(Label label) {
    return parent(label) == label;
}

double sum_below(const std::vector<WorkerReport>& workers, Label root, Direction direction,
                 EcnSign sign) {
    double total = 0;
    for (size_t label = 0; label < kLabelCount; ++label)
        if (within(static_cast<Label>(label), root))
            total += sum(workers, [&](const WorkerCounters& c) {
                return std::cref(c.ecn_packets[static_cast<size_t>(sign)][label]
                                              [static_cast<size_t>(direction)]);
            });
    return total;
}

void add_by_root(const std::vector<WorkerReport>& workers, const char* key, const char* value,
                 EcnSign sign, Families& out) {
    for (size_t label = 0; label < kLabelCount; ++label) {
        const auto root = static_cast<Label>(label);
        if (!is_root(root))
            continue;
        for (const Direction direction : kDirections)
            out.add({{key, value}, {"label", name(root)}, {"direction", name(direction)}},
                    sum_below(workers, root, direction, sign));
    }
}

}  // namespace

void add_ecn_metrics(const std::vector<WorkerReport>& workers, Families& out) {
    out.counter("sluice_ecn_arrived_packets_total",
                "Packets that came with this ECN codepoint, set by their sender or, CE, by a "
                "congested network on their way; by the root of the label's branch.");
    add_by_root(workers, "codepoint", "ect0", EcnSign::ect0, out);
    add_by_root(workers, "codepoint", "ect1", EcnSign::ect1, out);
    add_by_root(workers, "codepoint", "ce", EcnSign::ce, out);
    out.counter("sluice_ecn_tcp_packets_total",
                "TCP packets, but for SYNs, with this ECN flag: ECE tells of CE on the opposite "
                "way, CWR that it was understood.");
    add_by_root(workers, "flag", "ece", EcnSign::ece, out);
    add_by_root(workers, "flag", "cwr", EcnSign::cwr, out);
}

}  // namespace sluice
