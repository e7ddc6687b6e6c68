// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "oracle/feeds/topology_yaml.h"
#include "oracle/tracker/daemon.h"
#include "oracle/tracker/tracker_config.h"
#include "policy/yaml/text_file.h"

namespace {

constexpr int kWrongUse = 2;
constexpr size_t kMebibyte = 1 << 20;

// What is wrong with the file is told; its feeds are not read.
bool is_topology_valid(const std::string& path) {
    if (path.empty())
        return true;
    const auto parsed = sluice::parse_topology(sluice::read_text_file(path), path);
    for (const sluice::Complaint& complaint : parsed.complaints)
        std::cerr << complaint.to_string() << "\n";
    return parsed.definition.has_value();
}

int run(const std::string& path, bool check_only) {
    const auto parsed = sluice::parse_tracker_config(sluice::read_text_file(path), path);
    for (const sluice::Complaint& complaint : parsed.complaints)
        std::cerr << complaint.to_string() << "\n";
    if (!parsed.config)
        return 1;
    const sluice::TrackerConfig& config = *parsed.config;
    const sluice::SwarmLimits& limits = config.settings.limits;
    const std::string addresses = std::to_string(config.udp.size()) + " UDP and " +
                                  std::to_string(config.http.size()) + " HTTP addresses";
    const std::string memory =
        "at most " + std::to_string(limits.swarms) + " swarms and " + std::to_string(limits.peers) +
        " peers in " + std::to_string(sluice::Swarms::memory_bytes(limits) / kMebibyte + 1) +
        " MiB";
    if (check_only) {
        const size_t hashes = sluice::read_hash_list(config).size();
        if (!is_topology_valid(config.topology))
            return 1;
        std::cout << path << ": valid: " << addresses << ", " << hashes << " hashes, " << memory
                  << "\n";
        return 0;
    }
    sluice::serve_tracker(
        config, [&] { std::cout << "ready: " << addresses << ", " << memory << std::endl; },
        [](const std::string& line) { std::cerr << line + "\n"
                                                << std::flush; });
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A BitTorrent tracker that tells peers who is near"};
    std::string path;
    bool check_only = false;
    app.add_option("CONFIG", path, "the tracker's configuration, in YAML")->required();
    app.add_flag("--check", check_only, "only say whether CONFIG is valid");
    app.set_version_flag("--version", "sluice-tracker " SLUICE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    }
    try {
        return run(path, check_only);
    } catch (const std::exception& error) {
        std::cerr << "sluice-tracker: " << error.what() << "\n";
        return 1;
    }
}
