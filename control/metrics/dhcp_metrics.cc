// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/dhcp_metrics.h"

namespace sluice {

void add_dhcp_metrics(const DhcpWatchReport& report, Families& out) {
    out.counter("sluice_dhcp_messages_total", "DHCP messages seen, by what became of them.");
    for (size_t family = 0; family < 2; ++family) {
        for (size_t outcome = 0; outcome < kDhcpOutcomeCount; ++outcome)
            out.add({{"version", family == 0 ? "4" : "6"},
                     {"outcome", name(static_cast<DhcpOutcome>(outcome))}},
                    static_cast<double>(report.outcomes[family][outcome]));
    }
    out.counter("sluice_dhcp_copies_total", "DHCP messages that were copied to be looked at.")
        .add({}, static_cast<double>(report.copies.copied));
    out.counter("sluice_dhcp_copies_lost_total",
                "DHCP messages that were forwarded without being looked at, by reason.");
    for (size_t loss = 0; loss < kDhcpLossCount; ++loss)
        out.add({{"reason", name(static_cast<DhcpLoss>(loss))}},
                static_cast<double>(report.copies.lost[loss]));
    out.gauge("sluice_dhcp_leases", "Addresses and prefixes that are leased, as far as was seen.")
        .add({}, static_cast<double>(report.leases));
    out.counter("sluice_dhcp_given_to_another_total",
                "Times that an address was leased to another before its lease was over.")
        .add({}, static_cast<double>(report.given_to_another));
    out.gauge("sluice_dhcp_questions", "Clients' questions that an answer may still come to.")
        .add({}, static_cast<double>(report.questions));
    out.counter("sluice_dhcp_questions_forgotten_total",
                "Questions that were forgotten too early, because there were too many.")
        .add({}, static_cast<double>(report.questions_forgotten_early));
}

}  // namespace sluice
