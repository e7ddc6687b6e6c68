// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "control/machine/machine_files.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice::test {

// A machine as its kernel would tell of it by files, in a folder.
class MachineFolder {
 public:
    void write(const std::string& path, const std::string& text) {
        const auto file = at(path);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    void link(const std::string& path, const std::string& target) {
        const auto link = at(path);
        std::filesystem::create_directories(link.parent_path());
        std::filesystem::create_symlink(target, link);
    }
    void remove(const std::string& path) { std::filesystem::remove_all(at(path)); }

    MachineFiles files() const { return MachineFiles(folder_ / ""); }

 private:
    std::filesystem::path at(const std::string& path) const {
        return std::filesystem::path(folder_ / "") / std::filesystem::path(path).relative_path();
    }

    ScratchFolder folder_;
};

}  // namespace sluice::test
