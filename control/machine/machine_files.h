// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

// What the kernel says of this machine by files (/proc, /sys), below a root that is "/" but in
// tests. Nothing is written, and what is not there, or may not be read, is nothing: every kernel
// and every machine has other files.
class MachineFiles {
 public:
    explicit MachineFiles(std::filesystem::path root = "/") : root_(std::move(root)) {}

    bool has(const std::string& path) const;
    std::optional<std::string> text(const std::string& path) const;
    std::optional<std::string> line(const std::string& path) const;  // the first, without its end
    std::optional<uint64_t> number(const std::string& path) const;
    // Last part of where the symbolic link leads: "/sys/.../driver" is "i40e".
    std::optional<std::string> link_name(const std::string& path) const;
    std::vector<std::string> entries(const std::string& path) const;  // names, sorted

 private:
    std::filesystem::path at(const std::string& path) const;

    std::filesystem::path root_;
};

}  // namespace sluice
