// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/locality_metrics.h"

#include <chrono>
#include <functional>
#include <string>

#include "control/metrics/sum.h"

namespace sluice {

void add_locality_metrics(const LocalityWatch::State& state,
                          const std::vector<WorkerReport>& workers, Families& out) {
    if (state.file.empty())
        return;
    out.counter("sluice_locality_bytes_total",
                "IP-layer bytes by where the other end is, of flows with that label at the time.");
    for (const Locality locality : kLocalities) {
        for (size_t label = 0; label < kLabelCount; ++label) {
            for (const Direction direction : kDirections)
                out.add({{"locality", name(locality)},
                         {"label", name(static_cast<Label>(label))},
                         {"direction", name(direction)}},
                        sum(workers, [&](const WorkerCounters& c) {
                            return std::cref(
                                c.ip_bytes(locality, static_cast<Label>(label), direction));
                        }));
        }
    }
    out.gauge("sluice_locality_prefixes", "Prefixes of the localities that count; 0: none do.")
        .add({}, static_cast<double>(state.prefixes));
    out.gauge("sluice_locality_memory_bytes", "Memory that they take.")
        .add({}, static_cast<double>(state.memory_bytes));
    out.gauge("sluice_locality_file_good", "1 if the file as it is now is what counts.")
        .add({}, state.objection.empty() ? 1 : 0);
    out.counter("sluice_locality_files_refused_total",
                "Files with a mistake, which changed nothing.")
        .add({}, static_cast<double>(state.refused));
    if (state.read_at)
        out.gauge("sluice_locality_read_time_seconds", "When what counts was read, in Unix time.")
            .add({}, std::chrono::duration<double>(state.read_at->time_since_epoch()).count());
}

}  // namespace sluice
