// SPDX-License-Identifier: Apache-2.0
#include "replay/policy_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "policy/policy_yaml.h"

namespace sluice {
namespace {

constexpr uint64_t kRevision = 1;
constexpr uint32_t kNumber = 1;

std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || in.bad())
        throw PolicyFileError(path + ": " + std::strerror(errno));
    return text;
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
