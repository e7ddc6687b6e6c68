// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "control/portal/portal_config.h"
#include "control/portal/server.h"
#include "policy/yaml/text_file.h"

namespace {

constexpr int kWrongUse = 2;

int run(const std::string& path, bool check_only) {
    const auto parsed = sluice::parse_portal_config(sluice::read_text_file(path), path);
    for (const sluice::Complaint& complaint : parsed.complaints)
        std::cerr << complaint.to_string() << "\n";
    if (!parsed.config)
        return 1;
    if (check_only) {
        std::cout << path << ": valid: " << parsed.config->listen.size() << " addresses, "
                  << parsed.config->trusted_proxies.size() << " trusted proxies\n";
        return 0;
    }
    sluice::serve_portal(*parsed.config, [&] {
        std::cout << "ready: " << parsed.config->listen.size() << " addresses, daemon at "
                  << parsed.config->socket << std::endl;
    });
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Tells subscribers what the box did to their traffic"};
    std::string path;
    bool check_only = false;
    app.add_option("CONFIG", path, "the portal's configuration, in YAML")->required();
    app.add_flag("--check", check_only, "only say whether CONFIG is valid");
    app.set_version_flag("--version", "sluice-portal " SLUICE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    }
    try {
        return run(path, check_only);
    } catch (const std::exception& error) {
        std::cerr << "sluice-portal: " << error.what() << "\n";
        return 1;
    }
}
