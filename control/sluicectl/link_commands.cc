// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <string_view>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/table.h"
#include "control/units.h"
#include "sluice/v1/links.grpc.pb.h"

namespace sluice {
namespace {

constexpr uint64_t kBitsPerMegabit = 1'000'000;

std::string_view mode(const v1::Link& link) {
    if (link.mode() != v1::Link::MODE_TAP)
        return ", inline";
    const bool injects = std::ranges::any_of(
        link.ports(), [](const v1::Port& port) { return port.side() == v1::Port::SIDE_INJECT; });
    return injects ? ", tap (observes, resets, refuses)" : ", tap (observes)";
}

std::string state(const v1::Link& link) {
    switch (link.state()) {
        case v1::Link::STATE_BYPASSED:
            return ", BYPASSED: " + link.state_reason();
        case v1::Link::STATE_CUT:
            return ", CUT: " + link.state_reason();
        default:
            return ", inspecting";
    }
}

// What did not go through the workers.
void print_verdicts(const v1::Link& link) {
    for (const v1::Port& port : link.ports()) {
        for (const v1::Verdict& verdict : port.verdicts()) {
            if (verdict.packets() != 0 && verdict.name() != "inspected")
                std::cout << port.name() << ": " << verdict.packets() << " packets, "
                          << format_bytes(verdict.bytes()) << " " << verdict.name() << "\n";
        }
    }
}

std::string_view side(const v1::Port& port) {
    switch (port.side()) {
        case v1::Port::SIDE_ACCESS:
            return "access";
        case v1::Port::SIDE_CORE:
            return "core";
        case v1::Port::SIDE_MIRROR:
            return "mirror";
        case v1::Port::SIDE_INJECT:
            return "inject";
        default:
            return "?";
    }
}

std::string capacity(const v1::Link& link) {
    if (link.up_bps() == 0)
        return "";
    return ", capacity " + format_rate(link.up_bps()) + " up, " + format_rate(link.down_bps()) +
           " down";
}

std::string carried(const v1::Link& link) {
    return ", carried " + format_bytes(link.up_ip_bytes()) + " up, " +
           format_bytes(link.down_ip_bytes()) + " down";
}

void print_ports(const v1::Link& link) {
    Table table{{"PORT"},
                {"SIDE"},
                {"STATE"},
                {"SPEED", Table::Align::right},
                {"DRIVER"},
                {"RX PKTS", Table::Align::right},
                {"RX", Table::Align::right},
                {"TX PKTS", Table::Align::right},
                {"TX", Table::Align::right},
                {"MISSED", Table::Align::right},
                {"NO BUFFER", Table::Align::right}};
    for (const v1::Port& port : link.ports())
        table.add_row(
            {port.name(), std::string(side(port)), port.up() ? "up" : "down",
             port.speed_mbps() == 0 ? "-" : format_rate(port.speed_mbps() * kBitsPerMegabit),
             port.driver(), std::to_string(port.received_packets()),
             format_bytes(port.received_bytes()), std::to_string(port.sent_packets()),
             format_bytes(port.sent_bytes()), std::to_string(port.missed_packets()),
             std::to_string(port.no_buffer_packets())});
    table.print(std::cout);
}

void print_xstats(const v1::Link& link) {
    Table table{{"PORT"}, {"COUNTER"}, {"VALUE", Table::Align::right}};
    for (const v1::Port& port : link.ports()) {
        const std::map<std::string, uint64_t> sorted(port.xstats().begin(), port.xstats().end());
        for (const auto& [name, value] : sorted)
            table.add_row({port.name(), name, std::to_string(value)});
    }
    table.print(std::cout);
}

void run_links(const Session& session, bool xstats) {
    v1::ListLinksRequest request;
    request.set_xstats(xstats || session.json);
    const auto response = ask<v1::Links>(session, &v1::Links::StubInterface::List, request);
    if (session.json)
        return print_json(response);
    for (const v1::Link& link : response.links()) {
        std::cout << "link " << link.name() << mode(link) << state(link) << capacity(link)
                  << carried(link) << "\n";
        print_ports(link);
        print_verdicts(link);
        if (xstats)
            print_xstats(link);
    }
}

}  // namespace

void add_link_commands(const Command& app, const Session& session) {
    const Command links = app.add_subcommand("links", "The links, their ports and counters");
    const auto xstats = std::make_shared<bool>(false);
    links.add_flag("--xstats", *xstats, "also the drivers' own counters");
    links.callback([=, &session] { run_links(session, *xstats); });
}

}  // namespace sluice
