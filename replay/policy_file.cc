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

ReplayPolicy compile(Policy policy) {
    auto subscribers = std::make_unique<Subscribers>();
    subscribers->set_nats(policy.nats);
    if (const auto reason = subscribers->replace_all(policy.subscribers))
        throw PolicyFileError(*reason);
    auto rules = Snapshot::compile(std::move(policy), kRevision, kNumber, subscribers->names());
    return {std::move(subscribers), std::move(rules)};
}

}  // namespace

ReplayPolicy load_policy(const std::string& path) {
    ParsedPolicy parsed = parse_policy(read_text(path), path, PolicyFileKind::box_config, kBoxKeys);
    if (!parsed.policy) {
        std::string lines;
        for (const Complaint& complaint : parsed.complaints)
            lines += (lines.empty() ? "" : "\n") + complaint.to_string();
        throw PolicyFileError(lines);
    }
    return compile(std::move(*parsed.policy));
}

ReplayPolicy empty_policy() {
    return compile(Policy{});
}

}  // namespace sluice
