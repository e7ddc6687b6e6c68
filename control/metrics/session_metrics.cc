// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/session_metrics.h"

#include <mutex>

namespace sluice {

void add_session_metrics(const SharedSessionTable& sessions, Families& out) {
    size_t open = 0;
    SessionTable::Counts counts;
    {
        const std::lock_guard lock(sessions.mutex);
        open = sessions.table.size();
        counts = sessions.table.counts();
    }
    const auto value = [](uint64_t count) { return static_cast<double>(count); };
    out.gauge("sluice_sessions", "Sessions that RADIUS and DHCP told of, open now.")
        .add({}, value(open));
    out.counter("sluice_sessions_opened_total", "Sessions that began.")
        .add({}, value(counts.opened));
    out.counter("sluice_sessions_closed_total", "Sessions that ended, by how.")
        .add({{"by", "source"}}, value(counts.closed))
        .add({{"by", "expiry"}}, value(counts.expired));
    out.counter("sluice_sessions_unknown_closed_total",
                "Ends of sessions that nobody had begun: a Stop before its Start.")
        .add({}, value(counts.unknown_closed));
    out.counter("sluice_sessions_moved_addresses_total",
                "Addresses that came to another subscriber while one still held them.")
        .add({}, value(counts.moved_addresses));
    out.counter("sluice_sessions_refused_total",
                "Times that a session's subscriber was not taken, such as for its tier.")
        .add({}, value(counts.refused));
}

}  // namespace sluice
