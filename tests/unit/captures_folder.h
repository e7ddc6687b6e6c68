// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>

namespace sluice::test {

// Where captures of real traffic are: SLUICE_CAPTURES, else beside the source root, which meson
// names. Empty if neither is said. Tests skip, saying so, where a file is not there.
inline std::filesystem::path captures_folder() {
    if (const char* folder = std::getenv("SLUICE_CAPTURES"))
        return folder;
    if (const char* root = std::getenv("SLUICE_SOURCE_ROOT"))
        return std::filesystem::path(root) / "../shared/captures";
    return {};
}

}  // namespace sluice::test
