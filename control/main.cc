// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "control/config/config_file.h"
#include "control/daemon.h"
#include "policy/yaml/text_file.h"

namespace {

constexpr int kWrongUse = 2;

int run(const std::string& path, bool check_only) {
    auto parsed = sluice::parse_config_file(sluice::read_text_file(path), path);
    for (const sluice::Complaint& complaint : parsed.complaints)
        std::cerr << complaint.to_string() << "\n";
    if (!parsed.config)
        return 1;
    if (check_only) {
        std::cout << path << ": valid: " << parsed.config->dataplane.links.size() << " links, "
                  << parsed.config->policy.rules.size() << " rules, "
                  << parsed.config->policy.subscribers.size() << " subscribers\n";
        return 0;
    }
    sluice::run_daemon(path, *parsed.config);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Sluice's daemon: the packet path and its control"};
    std::string path;
    bool check_only = false;
    app.add_option("CONFIG", path, "the box's configuration, in YAML")->required();
    app.add_flag("--check", check_only, "only say whether CONFIG is valid");
    app.set_version_flag("--version", "sluiced " SLUICE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    }

    const auto logger = spdlog::stderr_logger_mt("sluiced");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
    spdlog::set_default_logger(logger);
    try {
        return run(path, check_only);
    } catch (const std::exception& error) {
        std::cerr << "sluiced: " << error.what() << "\n";
        return 1;
    }
}
