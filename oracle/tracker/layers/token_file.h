// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

// A secret in a file of its own, in one line: 16 to 512 characters of RFC 6750's b64token. Throws
// std::runtime_error, one line, which does not tell it.
std::string read_token_file(const std::string& path);

}  // namespace sluice
