// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>

#include "control/backup/backup.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/configuration_path.h"

namespace sluice {
namespace {

using Do = std::vector<std::string> (*)(const std::string& folder, const std::string& config);

void add(const Command& app, const std::string& name, const std::string& what,
         const std::string& done, Do run) {
    const auto folder = std::make_shared<std::string>();
    const auto config = std::make_shared<std::string>(kConfigurationPath);
    const Command command = app.add_subcommand(name, what);
    command.add_option("FOLDER", *folder, "the backup").required();
    command.add_option("CONFIG", *config, "sluiced's configuration").is_file().with_default();
    command.callback([=] {
        try {
            for (const std::string& file : run(*folder, *config))
                std::cout << done << " " << file << "\n";
        } catch (const BackupError& error) {
            throw CommandFailed(error.what());
        }
    });
}

}  // namespace

void add_backup_commands(const Command& app) {
    add(app, "backup", "Copy what the box keeps into a new folder, also while it runs", "kept",
        [](const std::string& folder, const std::string& config) {
            return make_backup(config, folder);
        });
    add(app, "restore", "Put a backup in the place of what is there, while sluiced does not run",
        "restored", [](const std::string& folder, const std::string& config) {
            return restore_backup(folder, config);
        });
}

}  // namespace sluice
