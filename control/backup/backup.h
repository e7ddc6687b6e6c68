// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace sluice {

// One clear line about a backup that cannot be made or taken.
class BackupError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Copies a box's configuration and its databases, each as of one moment, whether sluiced runs or
// not, into a folder that is made: nothing of it is there until all of it is. Gives the names of
// what it has. configuration: sluiced's file, read here. Throws BackupError.
std::vector<std::string> make_backup(const std::filesystem::path& configuration,
                                     const std::filesystem::path& folder);

// Puts them where the backup's own configuration has them, and that in the place of
// `configuration`. Everything is looked at first: what is damaged, of another program or of a newer
// version changes nothing, and neither does a sluiced that runs on what is there. What was there
// stays beside, with ".before-restore" after its name. Gives the names of what was restored.
std::vector<std::string> restore_backup(const std::filesystem::path& folder,
                                        const std::filesystem::path& configuration);

}  // namespace sluice
