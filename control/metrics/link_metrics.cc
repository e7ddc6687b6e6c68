// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/link_metrics.h"

namespace sluice {

void add_link_state_metrics(const DataplaneView& dataplane, const std::vector<PortReport>& ports,
                            Families& out) {
    const std::vector<LinkState> states = dataplane.link_states();
    out.gauge("sluice_link_state",
              "1 for what happens on the link now: inspecting, bypassed or cut.");
    for (size_t link = 0; link < states.size(); ++link) {
        for (const auto state : kLinkStates)
            out.add({{"link", dataplane.links[link].name}, {"state", name(state)}},
                    states[link].state == state ? 1 : 0);
    }
    out.counter("sluice_port_verdict_packets_total",
                "Frames by what the port's XDP program did with them, and why.");
    for (const PortReport& port : ports) {
        for (const PortVerdict& verdict : port.verdicts)
            out.add({{"link", port.link}, {"port", port.name}, {"verdict", verdict.name}},
                    static_cast<double>(verdict.packets));
    }
    out.counter("sluice_port_verdict_bytes_total", "The same in bytes.");
    for (const PortReport& port : ports) {
        for (const PortVerdict& verdict : port.verdicts)
            out.add({{"link", port.link}, {"port", port.name}, {"verdict", verdict.name}},
                    static_cast<double>(verdict.bytes));
    }
}

}  // namespace sluice
