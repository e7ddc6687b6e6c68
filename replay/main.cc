// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "replay/capture_merge.h"
#include "replay/capture_writer.h"
#include "replay/link_type.h"
#include "replay/policy_file.h"
#include "replay/progress.h"
#include "replay/replay.h"
#include "replay/report_json.h"
#include "replay/report_table.h"
#include "replay/subscriber_prefixes.h"

namespace sluice {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;  // something could not be read to its end, or not be written
constexpr int kMisused = 2;

struct Options {
    std::vector<std::string> captures;
    std::vector<std::string> subscribers;
    std::string policy;
    std::string write;
    uint32_t flows = 262'144;
    bool list_flows = false;
    bool json = false;
    bool outer = false;
};

void say(const std::string& line) {
    std::cerr << "sluice-replay: " << line << '\n';
}

void declare(CLI::App& app, Options& options) {
    app.add_option("CAPTURE", options.captures, "pcap or pcapng files, merged by time; - is stdin")
        ->required()
        ->type_name("");
    app.add_option("--subscribers", options.subscribers,
                   "whose addresses are the subscribers'; may be given more than once\n"
                   "(default: private and shared address space, and 198.18.0.0/15)")
        ->type_name("PREFIX")
        ->allow_extra_args(false)
        ->check([](const std::string& text) {
            return Prefix::parse(text) ? "" : text + " is no prefix such as 192.0.2.0/24";
        });
    app.add_option("--policy", options.policy, "a policy, or a whole config file with one")
        ->type_name("FILE");
    app.add_option("--write", options.write, "write what would have left, as nanosecond pcap")
        ->type_name("OUT.pcap")
        ->check([](const std::string& path) {
            return path == "-" ? "the standard output is the report's; name a file" : "";
        });
    app.add_option("--max-flows", options.flows, "flows known at a time (default 262144)")
        ->type_name("COUNT")
        ->check(CLI::Range(1u, 16'777'216u).name(""));
    app.add_flag("--flows", options.list_flows, "list every flow");
    app.add_flag("--json", options.json, "print one JSON object");
    app.add_flag("--outer", options.outer, "in a tunnel, the outer addresses are the subscribers'");
}

// All that cannot be opened is told at once.
std::vector<CaptureFile> open_all(const std::vector<std::string>& paths) {
    std::vector<CaptureFile> files;
    for (const std::string& path : paths) {
        try {
            files.emplace_back(path);
        } catch (const CaptureError& error) {
            say(error.what());
            continue;
        }
        const int link_type = files.back().link_type();
        if (!is_looked_into(link_type))
            say(path + ": frames of link type " + link_type_name(link_type) +
                " are not looked into");
    }
    return files;
}

std::optional<CaptureWriter> open_output(const Options& options,
                                         const std::vector<CaptureFile>& files) {
    if (options.write.empty())
        return std::nullopt;
    const int link_type = files.front().link_type();
    for (const CaptureFile& file : files) {
        std::error_code missing;
        if (std::filesystem::equivalent(file.path(), options.write, missing))
            throw CaptureError(options.write + ": is one of the captures; write to another file");
        if (file.link_type() != link_type)
            throw CaptureError(options.write + ": a pcap file has one link type, but " +
                               files.front().path() + " has " + link_type_name(link_type) +
                               " and " + file.path() + " has " + link_type_name(file.link_type()));
    }
    return std::optional<CaptureWriter>(std::in_place, options.write, link_type);
}

ReplaySettings replay_settings(const Options& options) {
    ReplaySettings settings;
    settings.flows = options.flows;
    settings.keep_flow_list = options.list_flows;
    settings.tunnels = options.outer ? TunnelView::outer : TunnelView::inner;
    for (const std::string& text : options.subscribers)
        settings.subscribers.push_back(*Prefix::parse(text));
    if (settings.subscribers.empty())
        settings.subscribers = default_subscriber_prefixes();
    return settings;
}

int run(const Options& options) {
    auto policy = options.policy.empty() ? empty_policy() : load_policy(options.policy);
    std::vector<CaptureFile> files = open_all(options.captures);
    if (files.size() < options.captures.size())
        return kFailed;
    auto output = open_output(options, files);

    Replay replay(replay_settings(options), std::move(policy));
    CaptureMerge merge(std::move(files));
    {
        Progress progress(merge.files());
        while (const CapturedFrame* frame = merge.next()) {
            const Bytes left = replay.take(*frame);
            if (output && !left.empty())
                output->write(*frame, left);
            progress.step();
        }
    }
    const Totals totals = replay.finish();
    if (options.json)
        print_json(totals, options.list_flows, std::cout);
    else
        print_table(totals, std::cout);
    if (!std::cout.flush())
        throw std::runtime_error("the report could not be written to the standard output");

    int result = kDone;
    for (const CaptureFile& file : merge.files()) {
        if (file.complaint().empty())
            continue;
        say(file.complaint());
        result = kFailed;
    }
    if (output)
        output->close();
    return result;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
    CLI::App app{"Shows what Sluice makes of captured traffic: the stages of the box, on a file.",
                 "sluice-replay"};
    sluice::Options options;
    sluice::declare(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? sluice::kDone : sluice::kMisused;
    }
    try {
        return sluice::run(options);
    } catch (const sluice::PolicyFileError& error) {
        std::cerr << error.what() << '\n';
        return sluice::kMisused;
    } catch (const std::exception& error) {
        sluice::say(error.what());
        return sluice::kFailed;
    }
}
