// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "control/config/config_file.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/congestion_json.h"
#include "control/sluicectl/table.h"
#include "control/sluicectl/thresholds.h"
#include "control/sluicectl/time_argument.h"
#include "control/units.h"
#include "policy/congestion/day_scenario.h"
#include "policy/congestion/simulation.h"
#include "policy/policy_yaml.h"
#include "policy/yaml/text_file.h"
#include "sluice/v1/links.grpc.pb.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {
namespace {

constexpr size_t kComplaintsMost = 20;
constexpr uint64_t kNsPerSecond = 1'000'000'000;
// A generated day is the same whenever it is run.
constexpr uint64_t kGeneratedMidnightNs = 1'767'225'600 * kNsPerSecond;  // 2026-01-01, UTC

struct SimulateOptions {
    std::string file;
    std::string generated;
    uint64_t seed = 1;
    uint32_t subscribers = DayScenario::kTrialSubscribers;
    std::string config;
    size_t limit = 50;
};

struct Box {
    Policy policy;
    std::vector<CongestionLink> links;
};

[[noreturn]] void refuse(const Complaints& complaints) {
    std::string lines;
    for (size_t i = 0; i < std::min(complaints.size(), kComplaintsMost); ++i)
        lines += (i > 0 ? "\n" : "") + complaints[i].to_string();
    throw CommandFailed(lines);
}

Box read_box(const std::string& file) {
    auto parsed = parse_config_file(read_text_file(file), file);
    if (!parsed.config)
        refuse(parsed.complaints);
    Box box{std::move(parsed.config->policy), {}};
    for (const LinkConfiguration& link : parsed.config->dataplane.links)
        box.links.push_back({link.name, {link.up_bps, link.down_bps}});
    return box;
}

Box ask_box(const Session& session) {
    const auto document =
        ask<v1::Policies>(session, &v1::Policies::StubInterface::Get, v1::GetPolicyRequest{});
    auto parsed =
        parse_policy(document.yaml(), "the active policy", PolicyFileKind::policy, kBoxKeys);
    if (!parsed.policy)
        refuse(parsed.complaints);
    Box box{std::move(*parsed.policy), {}};
    const auto links =
        ask<v1::Links>(session, &v1::Links::StubInterface::List, v1::ListLinksRequest{});
    for (const v1::Link& link : links.links())
        box.links.push_back({link.name(), {link.up_bps(), link.down_bps()}});
    return box;
}

SimulationResult simulate_file(const std::string& file, const Box& box) {
    std::ifstream in(file);
    if (!in)
        throw CommandFailed("cannot read " + file);
    Simulation simulation(box.policy, box.links);
    UsageLines lines(file);
    Complaints complaints;
    std::string text;
    while (complaints.size() < kComplaintsMost && !lines.is_hopeless() && std::getline(in, text)) {
        const UsageLines::Line line = lines.read(text);
        if (line.complaint)
            complaints.push_back(*line.complaint);
        else if (line.use && complaints.empty())
            simulation.use(*line.use);
    }
    if (!complaints.empty())
        refuse(complaints);
    return simulation.finish();
}

SimulationResult run_simulation(const Session& session, const SimulateOptions& options,
                                const Thresholds& thresholds) {
    if (options.file.empty()) {
        DayScenario scenario(options.seed, options.subscribers);
        Policy policy = scenario.policy();
        apply_thresholds(thresholds, policy);
        return simulate_day(std::move(scenario), policy, kGeneratedMidnightNs);
    }
    Box box = options.config.empty() ? ask_box(session) : read_box(options.config);
    apply_thresholds(thresholds, box.policy);
    return simulate_file(options.file, box);
}

std::string time_of(uint64_t ns, std::chrono::minutes utc_offset) {
    const auto local =
        static_cast<int64_t>(ns / kNsPerSecond) + std::chrono::seconds(utc_offset).count();
    const int64_t of_day = local % 86'400;
    return fmt::format("{:02}:{:02}", of_day / 3'600, of_day / 60 % 60);
}

void print_touched(const SimulationResult& result, size_t limit, std::chrono::minutes utc_offset) {
    Table table{{"SUBSCRIBER"},
                {"TIER"},
                {"DIRECTION"},
                {"FROM"},
                {"UNTIL"},
                {"LASTED", Table::Align::right},
                {"USE", Table::Align::right},
                {"SEGMENT"},
                {"AT", Table::Align::right}};
    for (size_t i = 0; i < std::min(limit, result.touched.size()); ++i) {
        const Touched& touched = result.touched[i];
        const Transition& moved = touched.moved;
        const uint64_t until_ns = touched.released ? touched.released->at_ns : result.until_ns;
        table.add_row({touched.id, moved.tier, moved.direction == Direction::up ? "up" : "down",
                       time_of(moved.at_ns, utc_offset),
                       touched.released ? time_of(until_ns, utc_offset) : "-",
                       format_age(static_cast<double>(until_ns - moved.at_ns) * 1e-9),
                       fmt::format("{:.1f}%", moved.measured_permille / 10.0), moved.segment_name,
                       fmt::format("{:.1f}%", moved.segment_permille / 10.0)});
    }
    table.print(std::cout);
    if (limit < result.touched.size())
        std::cout << "and " << result.touched.size() - limit << " more, see --limit\n";
}

void run_simulate(const Session& session, const SimulateOptions& options,
                  const Thresholds& thresholds) {
    const SimulationResult result = run_simulation(session, options, thresholds);
    const std::chrono::minutes utc_offset(
        options.file.empty()
            ? 0
            : local_offset_minutes(static_cast<int64_t>(result.from_ns / kNsPerSecond)));
    const CongestionReport report = report_congestion(result.report_source(), utc_offset);
    if (session.json) {
        std::cout << simulation_json(result, report);
        return;
    }
    const double share =
        result.subscribers == 0 ? 0 : 100.0 * result.touched_subscribers / result.subscribers;
    std::cout << fmt::format(
        "{} of {} subscribers ({:.2f}%) would have been on best effort, {} times\n\n",
        result.touched_subscribers, result.subscribers, share, result.touched.size());
    if (!result.touched.empty()) {
        print_touched(result, options.limit, utc_offset);
        std::cout << "\n";
    }
    std::cout << report.to_text(utc_offset);
}

}  // namespace

void add_simulate_command(const Command& congestion, const Session& session) {
    const Command simulate = congestion.add_subcommand(
        "simulate", "Who would have been moved to best effort, by these thresholds");
    const auto options = std::make_shared<SimulateOptions>();
    const auto thresholds = std::make_shared<Thresholds>();
    const CommandOption file =
        simulate
            .add_option("FILE", options->file,
                        "recorded usage: CSV with time_s, subscriber, tier, site, "
                        "up_bytes, down_bytes")
            .is_file();
    simulate
        .add_option("--generated", options->generated,
                    "instead of a file: a day of a generated neighbourhood")
        .one_of({"day"})
        .excludes(file);
    simulate.add_option("--seed", options->seed, "of the generated day").with_default();
    simulate.add_option("--subscribers", options->subscribers, "of the generated day")
        .between(1, 1'000'000)
        .with_default();
    simulate
        .add_option("--config", options->config,
                    "the box's file, whose tiers, sites and links are the usage's; those of "
                    "sluiced if left out")
        .is_file();
    simulate.add_option("--limit", options->limit, "print at most so many").with_default();
    add_threshold_options(simulate, thresholds);
    simulate.callback([=, &session] {
        if (options->file.empty() == options->generated.empty())
            miss_argument("FILE or --generated day");
        run_simulate(session, *options, *thresholds);
    });
}

}  // namespace sluice
