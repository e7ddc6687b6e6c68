// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <ostream>

#include "control/sluicectl/session.h"

namespace sluice {

// Each adds its commands to the program. They run while it parses its arguments, and throw
// CommandFailed. The session outlives the program.
void add_policy_commands(CLI::App& app, const Session& session);
void add_trial_commands(CLI::App& policy, const Session& session);
void add_diff_command(CLI::App& policy, const Session& session);
void add_effects_command(CLI::App& policy, const Session& session);
void add_subscriber_commands(CLI::App& app, const Session& session);
void add_import_command(CLI::App& subscribers, const Session& session);
void add_usage_command(CLI::App& app, const Session& session);
void add_flow_commands(CLI::App& app, const Session& session);
void add_link_commands(CLI::App& app, const Session& session);
void add_locality_command(CLI::App& app, const Session& session);
void add_congestion_commands(CLI::App& app, const Session& session);
void add_simulate_command(CLI::App& congestion, const Session& session);
void add_oracle_commands(CLI::App& app, const Session& session);
void add_oracle_dns_command(CLI::App& oracle, const Session& session);
void add_event_commands(CLI::App& app, const Session& session);
void add_completion_command(CLI::App& app);

// The script that completes every command and option of the program in that shell: "bash", "zsh"
// or "fish".
void print_completion(const CLI::App& app, const std::string& shell, std::ostream& out);

}  // namespace sluice
