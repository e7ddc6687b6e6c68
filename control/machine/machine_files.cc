// SPDX-License-Identifier: Apache-2.0
#include "control/machine/machine_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

namespace sluice {

std::filesystem::path MachineFiles::at(const std::string& path) const {
    return root_ / std::filesystem::path(path).relative_path();
}

bool MachineFiles::has(const std::string& path) const {
    std::error_code error;
    return std::filesystem::exists(at(path), error);
}

std::optional<std::string> MachineFiles::text(const std::string& path) const {
    std::ifstream file(at(path));
    if (!file)
        return std::nullopt;
    std::string all;
    std::array<char, 4'096> part;
    while (file.read(part.data(), part.size()) || file.gcount() > 0)
        all.append(part.data(), static_cast<size_t>(file.gcount()));
    // Some files are there, and refuse to be read: a port's speed while it is down.
    if (file.bad())
        return std::nullopt;
    return all;
}

std::optional<std::string> MachineFiles::line(const std::string& path) const {
    auto all = text(path);
    if (all)
        all->resize(std::min(all->size(), all->find('\n')));
    return all;
}

std::optional<uint64_t> MachineFiles::number(const std::string& path) const {
    const auto word = line(path);
    uint64_t value = 0;
    if (!word ||
        std::from_chars(word->data(), word->data() + word->size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

std::optional<std::string> MachineFiles::link_name(const std::string& path) const {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(at(path), error);
    if (error)
        return std::nullopt;
    return target.filename().string();
}

std::vector<std::string> MachineFiles::entries(const std::string& path) const {
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(at(path), error))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace sluice
