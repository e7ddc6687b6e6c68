// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

// The whole file; "-" is the standard input. Throws std::runtime_error with the name and why.
std::string read_text_file(const std::string& path);

}  // namespace sluice
