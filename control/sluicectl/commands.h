// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "control/sluicectl/command.h"
#include "control/sluicectl/session.h"

namespace sluice {

// Each adds its commands to the program. They run while it parses its arguments, and throw
// CommandFailed. The session outlives the program.
void add_policy_commands(const Command& app, const Session& session);
void add_trial_commands(const Command& policy, const Session& session);
void add_diff_command(const Command& policy, const Session& session);
void add_effects_command(const Command& policy, const Session& session);
void add_subscriber_commands(const Command& app, const Session& session);
void add_import_command(const Command& subscribers, const Session& session);
void add_usage_command(const Command& app, const Session& session);
void add_flow_commands(const Command& app, const Session& session);
void add_link_commands(const Command& app, const Session& session);
void add_link_force_commands(const Command& app, const Session& session);
void add_locality_command(const Command& app, const Session& session);
void add_congestion_commands(const Command& app, const Session& session);
void add_simulate_command(const Command& congestion, const Session& session);
void add_oracle_commands(const Command& app, const Session& session);
void add_oracle_dns_command(const Command& oracle, const Session& session);
void add_event_commands(const Command& app, const Session& session);
void add_top_command(const Command& app, const Session& session);
void add_doctor_command(const Command& app, const Session& session);
void add_init_command(const Command& app);
void add_backup_commands(const Command& app);
void add_completion_command(CLI::App& app);

// The script that completes every command and option of the program in that shell: "bash", "zsh"
// or "fish".
void print_completion(const CLI::App& app, const std::string& shell, std::ostream& out);

}  // namespace sluice
