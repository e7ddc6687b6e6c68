// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace sluice {

// The databases that are not the store stand beside it and are named after it, so that two daemons
// in one folder do not take each other's: "sluice.db" and "usage" make "sluice-usage.db".
inline std::filesystem::path beside_store(const std::filesystem::path& store,
                                          const std::string& what) {
    return store.parent_path() / (store.stem().string() + "-" + what + store.extension().string());
}

}  // namespace sluice
