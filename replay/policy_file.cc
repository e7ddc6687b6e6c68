// SPDX-License-Identifier: Apache-2.0
#include "replay/policy_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "policy/policy_yaml.h"

namespace sluice {
namespace {

constexpr uint64_t kRevision = 1;
constexpr uint32_t kNumber = 1;

std::string read_text(const std::string& path) {
    std::error_code ignored;  // opening it says what is wrong
    if (std::filesystem::is_directory(path, ignored))
        throw PolicyFileError(path + ": is a directory, not a policy");
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw PolicyFileError(path + ": " + std::strerror(errno));
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::shared_ptr<const Snapshot> load_policy(const std::string& path) {
    ParsedPolicy parsed = parse_policy(read_text(path), path, PolicyFileKind::box_config, kBoxKeys);
    if (!parsed.policy) {
        std::string lines;
        for (const Complaint& complaint : parsed.complaints)
            lines += (lines.empty() ? "" : "\n") + complaint.to_string();
        throw PolicyFileError(lines);
    }
    return Snapshot::compile(std::move(*parsed.policy), kRevision, kNumber);
}

std::shared_ptr<const Snapshot> empty_policy() {
    return Snapshot::compile(Policy{}, kRevision, kNumber);
}

}  // namespace sluice
