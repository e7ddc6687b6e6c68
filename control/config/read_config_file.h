// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/config/config_file.h"

namespace sluice {

// For who can do nothing with a file that is wrong. Throws std::runtime_error with all that is, a
// line each, or with why it cannot be read.
ConfigFile read_config_file(const std::string& path);

}  // namespace sluice
