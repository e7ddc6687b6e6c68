// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/running_box.h"

#include <fmt/format.h>

#include "sluice/v1/links.grpc.pb.h"

namespace sluice {
namespace {

Finding of_link(const v1::Link& link) {
    Finding finding{.what = "link " + link.name(), .seen = "inspecting"};
    if (link.state() == v1::Link::STATE_INSPECTING || link.state() == v1::Link::STATE_UNSPECIFIED)
        return finding;
    const bool is_cut = link.state() == v1::Link::STATE_CUT;
    finding.level = is_cut ? Finding::Level::fails : Finding::Level::costs;
    finding.seen = fmt::format("{}: {}", is_cut ? "cut" : "bypassed", link.state_reason());
    finding.cost = is_cut ? "nothing passes" : "packets pass without the policy";
    finding.mend = fmt::format(
        "sluicectl link inspect {}, if an operator forced it; else what the "
        "reason says (docs/failover.md)",
        link.name());
    return finding;
}

Finding of_losses(const v1::Port& port) {
    Finding finding{
        .what = fmt::format("port {}: losses", port.name()),
        .seen = fmt::format("{} missed, {} without a buffer, of {}", port.missed_packets(),
                            port.no_buffer_packets(), port.received_packets())};
    const uint64_t lost = port.missed_packets() + port.no_buffer_packets();
    // Some are lost while a box starts.
    if (lost > port.received_packets() / 1'000'000 + 1'000) {
        finding.level = Finding::Level::costs;
        finding.cost = "subscribers' packets were lost before the box had seen them";
        finding.mend = port.no_buffer_packets() > port.missed_packets()
                           ? "memory.packet_buffers, docs/control.md"
                           : "more workers.cores, docs/capacity.md";
    }
    return finding;
}

}  // namespace

Findings examine_running_box(const Session& session) try {
    const auto links = ask<v1::Links>(session, &v1::Links::StubInterface::List, {});
    Findings findings;
    for (const v1::Link& link : links.links()) {
        findings.push_back(of_link(link));
        for (const v1::Port& port : link.ports())
            findings.push_back(of_losses(port));
    }
    return findings;
} catch (const CommandFailed& error) {
    return {{.level = Finding::Level::costs,
             .what = "sluiced",
             .seen = error.what(),
             .cost = "packets pass without the policy, or do not pass",
             .mend = "systemctl start sluiced; journalctl -u sluiced says what it said"}};
}

}  // namespace sluice
