// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>

#include "control/sluicectl/commands.h"

namespace {

constexpr int kWrongUse = 2;

// CLI11 asks for a command where one is given that it does not know.
std::string describe(const CLI::App* app, const CLI::Error& error) {
    const auto unknown = app->remaining(true);
    const bool is_command = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
                            !unknown.empty() && !unknown.front().starts_with('-');
    const std::string what =
        is_command ? "there is no command '" + unknown.front() + "'" : error.what();
    return "sluicectl: " + what + " (see sluicectl --help)\n";
}

}  // namespace

int main(int argc, char** argv) {
    sluice::Session session;
    CLI::App app{"Asks and tells sluiced"};
    app.fallthrough();  // --json and --socket may stand anywhere
    app.require_subcommand(1);
    app.failure_message(describe);
    app.add_option("--socket", session.socket, "sluiced's socket")
        ->envname("SLUICE_SOCKET")
        ->capture_default_str();
    app.add_option("--remote", session.remote.address, "a box elsewhere, host:port, by TLS")
        ->envname("SLUICE_REMOTE");
    app.add_option("--certificate", session.remote.certificate, "whose role counts there")
        ->envname("SLUICE_CERTIFICATE");
    app.add_option("--key", session.remote.key, "of that certificate")->envname("SLUICE_KEY");
    app.add_option("--authorities", session.remote.authorities, "of that box's certificate")
        ->envname("SLUICE_AUTHORITIES");
    app.add_flag("--json", session.json, "print JSON, with the field names of the API");
    app.set_help_all_flag("--help-all", "print the help of every command, and exit");
    app.set_version_flag("--version", "sluicectl " SLUICE_VERSION);
    sluice::add_policy_commands(app, session);
    sluice::add_subscriber_commands(app, session);
    sluice::add_usage_command(app, session);
    sluice::add_flow_commands(app, session);
    sluice::add_link_commands(app, session);
    sluice::add_link_force_commands(app, session);
    sluice::add_locality_command(app, session);
    sluice::add_congestion_commands(app, session);
    sluice::add_oracle_commands(app, session);
    sluice::add_event_commands(app, session);
    sluice::add_top_command(app, session);
    sluice::add_doctor_command(app, session);
    sluice::add_init_command(app);
    sluice::add_backup_commands(app);
    sluice::add_completion_command(app);
    try {
        app.parse(argc, argv);
        if (!std::cout.flush())
            throw sluice::CommandFailed("the answer could not be written to the standard output");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUse;
    } catch (const std::exception& error) {
        std::cerr << "sluicectl: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
