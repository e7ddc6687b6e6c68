// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/time_zone_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sluice {
namespace {

constexpr uintmax_t kLargestFile = 64 << 10;  // the largest there is has 4 kB

}  // namespace

bool is_time_zone_name(const std::string& name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '+' || c == '-' || c == '/';
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), fits) && name.front() != '/' &&
           name.back() != '/' && name.find("//") == std::string::npos;
}

TimeZoneFiles installed_time_zones() {
    return [](const std::string& name) -> std::optional<std::string> {
        if (!is_time_zone_name(name))
            return std::nullopt;
        const std::filesystem::path path = std::filesystem::path(kZoneInfo) / name;
        std::error_code error;
        if (!std::filesystem::is_regular_file(path, error) ||
            std::filesystem::file_size(path, error) > kLargestFile)
            return std::nullopt;
        std::ifstream in(path, std::ios::binary);
        if (!in)
            return std::nullopt;
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
}

}  // namespace sluice
