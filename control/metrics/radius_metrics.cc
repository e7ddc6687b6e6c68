// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/radius_metrics.h"

#include "control/radius/server.h"

namespace sluice {

void add_radius_metrics(const RadiusServer& server, Families& out) {
    const std::pair<std::string_view, const RadiusCounts&> listeners[] = {
        {"accounting", server.accounting()},
        {"dynamic_authorization", server.dynamic_authorization()}};
    out.counter("sluice_radius_requests_total",
                "RADIUS requests, by who listened and what became of them; each has one outcome.");
    for (const auto& [listener, counts] : listeners)
        for (size_t i = 0; i < static_cast<size_t>(RadiusOutcome::count); ++i) {
            const auto outcome = static_cast<RadiusOutcome>(i);
            out.add({{"listener", listener}, {"outcome", name(outcome)}},
                    static_cast<double>(counts.of(outcome)));
        }
    const auto load = [](const std::atomic<uint64_t>& value) {
        return static_cast<double>(value.load(std::memory_order_relaxed));
    };
    out.counter("sluice_radius_answers_unsent_total", "Answers that the socket did not take.");
    for (const auto& [listener, counts] : listeners)
        out.add({{"listener", listener}}, load(counts.unsent));
    out.counter("sluice_radius_unusable_addresses_total",
                "Addresses and ranges of ports that no subscriber can have, such as ranges that "
                "wrap; the rest of their sessions was taken.")
        .add({}, load(server.accounting().unusable_addresses));
    out.counter("sluice_radius_refused_subscribers_total",
                "Times that a session's subscriber was not taken, such as for an unknown tier.")
        .add({}, load(server.accounting().refused_subscribers));
}

}  // namespace sluice
