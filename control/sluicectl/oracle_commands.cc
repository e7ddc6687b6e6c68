// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/table.h"
#include "control/units.h"
#include "control/visible_text.h"
#include "sluice/v1/oracle.grpc.pb.h"

namespace sluice {
namespace {

using Stub = v1::Oracle::StubInterface;

// Where sluice-oracle is asked; how, as whoever asks sluiced.
struct OracleSession {
    const Session& of;
    std::string socket = "/run/sluice-oracle/oracle.sock";

    Session session() const { return {socket, of.json, "sluice-oracle", {}}; }
};

std::string cost_text(bool known, double cost) {
    if (!known)
        return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%g", cost);
    return text;
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

std::string age_text(bool known, const google::protobuf::Duration& age) {
    return known ? format_age(static_cast<double>(age.seconds())) : "never";
}

void print_feeds(const v1::OracleStatusResponse& status) {
    Table table{
        {"FEED"}, {"AGE", Table::Align::right}, {"PREFIXES", Table::Align::right}, {"STATE"}};
    for (const v1::OracleFeed& feed : status.feeds()) {
        table.add_row({feed.name(), age_text(feed.has_age(), feed.age()),
                       std::to_string(feed.prefixes()), feed.stale() ? "stale" : "good"});
        if (!feed.objection().empty())
            table.add_note("not believed: " + feed.objection());
    }
    table.print(std::cout);
}

std::string percent_text(double share) {
    constexpr int kPercent = 100;
    char text[32];
    std::snprintf(text, sizeof text, "%.0f%%", share * kPercent);
    return text;
}

void print_measured_links(const v1::OracleStatusResponse& status) {
    Table table{{"LINK"},
                {"AGE", Table::Align::right},
                {"UP", Table::Align::right},
                {"DOWN", Table::Align::right},
                {"COST UP", Table::Align::right},
                {"COST DOWN", Table::Align::right}};
    for (const v1::OracleLink& link : status.links()) {
        table.add_row({link.name(), age_text(link.has_age(), link.age()),
                       percent_text(link.utilisation().up()),
                       percent_text(link.utilisation().down()),
                       "+" + cost_text(true, link.added_cost().up()),
                       "+" + cost_text(true, link.added_cost().down())});
        if (!link.objection().empty())
            table.add_note("not measured: " + link.objection());
    }
    table.print(std::cout);
}

void run_status(const Session& session) {
    const auto status = ask<v1::Oracle>(session, &Stub::Status, {});
    if (session.json)
        return print_json(status);
    std::cout << "map " << printable(status.tag()) << ": " << status.locations() << " locations, "
              << status.prefixes() << " prefixes, " << format_memory(status.topology_bytes())
              << "\n";
    if (!status.feeds().empty())
        print_feeds(status);
    if (!status.links().empty())
        print_measured_links(status);
}

void run_map(const Session& session, const v1::OracleMapRequest& request) {
    const auto map = ask<v1::Oracle>(session, &Stub::Map, request);
    if (session.json)
        return print_json(map);
    if (request.prefixes()) {
        Table table{{"PREFIX"}, {"LOCATION"}};
        for (const v1::OracleLocation& location : map.locations())
            for (const std::string& prefix : location.prefixes())
                table.add_row({prefix, location.name()});
        return table.print(std::cout);
    }
    Table table{{"LOCATION"}, {"PREFIXES", Table::Align::right}};
    for (const v1::OracleLocation& location : map.locations())
        table.add_row({location.name(), std::to_string(location.prefix_count())});
    table.print(std::cout);
}

void run_cost(const Session& session, const v1::OracleCostRequest& request) {
    const auto costs = ask<v1::Oracle>(session, &Stub::Cost, request);
    if (session.json)
        return print_json(costs);
    std::cout << "from " << printable(request.source()) << " in "
              << printable(or_dash(costs.source_location())) << "\n";
    Table table{
        {"TO"}, {"LOCATION"}, {"ROUTING", Table::Align::right}, {"RANKING", Table::Align::right}};
    for (const v1::OracleCost& cost : costs.costs())
        table.add_row({cost.destination(), or_dash(cost.location()),
                       cost_text(cost.has_routing(), cost.routing()),
                       cost_text(cost.has_ranking(), cost.ranking())});
    table.print(std::cout);
}

void run_rank(const Session& session, const v1::OracleRankRequest& request) {
    const auto ranked = ask<v1::Oracle>(session, &Stub::Rank, request);
    if (session.json)
        return print_json(ranked);
    Table table{{"TIER", Table::Align::right}, {"PEER"}, {"LOCATION"}};
    for (const v1::OracleRanked& peer : ranked.peers())
        table.add_row({std::to_string(peer.tier()), peer.peer(),
                       or_dash(peer.location()) + (peer.cache() ? " (cache)" : "")});
    table.print(std::cout);
    if (ranked.left_out() > 0)
        std::cout << ranked.left_out() << " left out\n";
}

void run_reload(const Session& session) {
    const auto reload = ask<v1::Oracle>(session, &Stub::Reload, {});
    if (session.json) {
        print_json(reload);
    } else {
        for (const std::string& line : reload.lines())
            std::cout << printable(line) << "\n";
    }
    if (!reload.reloaded())
        throw CommandFailed("sluice-oracle has not reloaded: it goes on with what it had");
}

void add_cost(const Command& oracle, const std::shared_ptr<OracleSession>& session) {
    const Command cost = oracle.add_subcommand("cost", "What reaching others costs from one");
    const auto request = std::make_shared<v1::OracleCostRequest>();
    cost.add_text(
            "FROM", [=](const std::string& from) { request->set_source(from); },
            "an address, or a location's name")
        .required();
    cost.add_texts(
        "TO",
        [=](const std::vector<std::string>& to) {
            request->mutable_destinations()->Assign(to.begin(), to.end());
        },
        "the same; all locations if left out");
    cost.callback([=] { run_cost(session->session(), *request); });
}

void add_rank(const Command& oracle, const std::shared_ptr<OracleSession>& session) {
    const Command rank =
        oracle.add_subcommand("rank", "Peers in the order in which somebody is told");
    const auto request = std::make_shared<v1::OracleRankRequest>();
    rank.add_text(
            "FOR", [=](const std::string& source) { request->set_source(source); }, "an address")
        .required();
    rank.add_texts(
            "PEER",
            [=](const std::vector<std::string>& peers) {
                request->mutable_peers()->Assign(peers.begin(), peers.end());
            },
            "192.0.2.1:6881 or [2001:db8::1]:6881, or without a port")
        .required();
    rank.add_flag_callback(
        "--once", [=] { request->set_shared_address(v1::OracleRankRequest::SHARED_ADDRESS_ONCE); },
        "one of those that have an address in common: the first");
    rank.callback([=] { run_rank(session->session(), *request); });
}

}  // namespace

void add_oracle_commands(const Command& app, const Session& session) {
    const Command oracle =
        app.add_subcommand("oracle", "sluice-oracle: who is near whom, and where clients find it");
    oracle.require_subcommand();
    const auto oracle_session = std::make_shared<OracleSession>(OracleSession{session});
    oracle.add_option("--oracle-socket", oracle_session->socket, "sluice-oracle's socket")
        .from_environment("SLUICE_ORACLE_SOCKET")
        .with_default();

    const Command status = oracle.add_subcommand("status", "The map in use, and how its feeds are");
    status.callback([=] { run_status(oracle_session->session()); });

    const Command map = oracle.add_subcommand("map", "Locations, and what is in them");
    const auto request = std::make_shared<v1::OracleMapRequest>();
    map.add_texts(
        "LOCATION",
        [=](const std::vector<std::string>& names) {
            request->mutable_locations()->Assign(names.begin(), names.end());
        },
        "all if left out");
    map.add_flag_callback(
        "--prefixes", [=] { request->set_prefixes(true); }, "each prefix on a line");
    map.callback([=] { run_map(oracle_session->session(), *request); });

    add_cost(oracle, oracle_session);
    add_rank(oracle, oracle_session);

    const Command reload = oracle.add_subcommand("reload", "Read the topology and its feeds anew");
    reload.callback([=] { run_reload(oracle_session->session()); });

    add_oracle_dns_command(oracle, session);
}

}  // namespace sluice
