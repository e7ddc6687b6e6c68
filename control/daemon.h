// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/config/config_file.h"

namespace sluice {

// Runs sluiced until SIGTERM or SIGINT, then drains. SIGHUP reloads the config file. Call it
// before any other thread is made. Throws std::runtime_error with one clear line if it cannot
// start.
void run_daemon(const std::string& config_path, const ConfigFile& config);

}  // namespace sluice
