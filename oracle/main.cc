// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "oracle/oracle.h"
#include "oracle/oracle_config.h"
#include "oracle/print_locality.h"
#include "policy/yaml/text_file.h"

namespace {

constexpr int kWrongUse = 2;

struct Options {
    std::string path;
    bool check_only = false;
    bool print_locality = false;
};

int run(const Options& options) {
    const std::string& path = options.path;
    const auto parsed = sluice::parse_oracle_config(sluice::read_text_file(path), path);
    for (const sluice::Complaint& complaint : parsed.complaints)
        std::cerr << complaint.to_string() << "\n";
    if (!parsed.config)
        return 1;
    if (options.check_only) {
        std::cout << path << ": valid\n";
        return 0;
    }
    if (options.print_locality) {
        sluice::print_locality(parsed.config->topology, std::cout);
        return 0;
    }
    sluice::serve_oracle(*parsed.config,
                         [](const std::string& line) { std::cout << line << std::endl; });
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Tells peers which others are near (ALTO, RFC 7285)"};
    Options options;
    app.add_option("CONFIG", options.path, "the oracle's configuration, in YAML")->required();
    app.add_flag("--check", options.check_only, "only say whether CONFIG is valid");
    app.add_flag("--print-locality", options.print_locality,
                 "only print which prefixes are local, peering and transit, for sluiced");
    app.set_version_flag("--version", "sluice-oracle " SLUICE_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    }
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::cerr << "sluice-oracle: " << error.what() << "\n";
        return 1;
    }
}
