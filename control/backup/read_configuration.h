// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "control/config/config_file.h"

namespace sluice {

// Throws BackupError with the first thing that is wrong with it.
ConfigFile read_configuration(const std::filesystem::path& file);

}  // namespace sluice
