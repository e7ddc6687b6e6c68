// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "control/config/config_file.h"
#include "control/store/database.h"
#include "control/store/schema_versions.h"

namespace sluice {

// A database of the box, and what it is called in a backup.
struct KeptDatabase {
    std::string name;
    std::filesystem::path file;
    DatabaseKind kind;
    Database::Purpose purpose;
};

inline constexpr const char* kConfigurationInBackup = "sluice.yaml";

// All that a box with this configuration keeps. Not all of it need be there.
std::vector<KeptDatabase> kept_databases(const ConfigFile& config);

}  // namespace sluice
