// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "control/policy_difference.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/policy_document.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

struct DiffOptions {
    std::string file;
    uint64_t revision = 0;
    bool all = false;
};

constexpr size_t kLinesMost = 100;

YamlNode parse(const std::string& text, const std::string& name) {
    Complaints complaints;
    auto root = read_yaml(text, name, complaints);
    if (!root)
        throw CommandFailed(complaints.empty() ? name + ": cannot be read"
                                               : complaints.front().to_string());
    return std::move(*root);
}

v1::Policy policy_of(const Session& session, uint64_t revision) {
    v1::GetPolicyRequest request;
    request.set_revision(revision);
    return ask<v1::Policies>(session, &v1::Policies::StubInterface::Get, request);
}

std::string_view name(PolicyDifference::Kind kind) {
    switch (kind) {
        case PolicyDifference::Kind::added:
            return "added";
        case PolicyDifference::Kind::removed:
            return "removed";
        case PolicyDifference::Kind::changed:
            return "changed";
        case PolicyDifference::Kind::moved:
            return "moved";
    }
    return "?";
}

std::string line_of(const PolicyDifference& difference) {
    switch (difference.kind) {
        case PolicyDifference::Kind::added:
            return "+ " + difference.path + ": " + difference.after;
        case PolicyDifference::Kind::removed:
            return "- " + difference.path + ": " + difference.before;
        case PolicyDifference::Kind::changed:
            return "~ " + difference.path + ": " + difference.before + " -> " + difference.after;
        case PolicyDifference::Kind::moved:
            return "> " + difference.path + ": was " + difference.before + ", is " +
                   difference.after;
    }
    return "";
}

void print_differences(const std::vector<PolicyDifference>& differences, bool all) {
    for (size_t i = 0; i < differences.size(); ++i) {
        if (i == kLinesMost && !all) {
            std::cout << "and " << differences.size() - i << " more: --all shows them\n";
            return;
        }
        std::cout << printable(line_of(differences[i])) << "\n";
    }
    if (differences.empty())
        std::cout << "they mean the same\n";
}

void print_as_json(const std::vector<PolicyDifference>& differences) {
    nlohmann::json list = nlohmann::json::array();
    for (const PolicyDifference& difference : differences)
        list.push_back({{"kind", name(difference.kind)},
                        {"path", difference.path},
                        {"before", difference.before},
                        {"after", difference.after}});
    std::cout << nlohmann::json{{"differences", list}}.dump(2) << "\n";
}

void run_diff(const Session& session, const DiffOptions& options) {
    const std::string text = read_policy_file(options.file);
    refuse_complaints(validate_policy(session, options.file, text), options.file);
    const auto before = policy_of(session, options.revision);
    const auto differences = policy_differences(
        parse(before.yaml(), "revision " + std::to_string(before.revision().number())),
        parse(text, options.file));
    if (session.json)
        print_as_json(differences);
    else
        print_differences(differences, options.all);
}

}  // namespace

void add_diff_command(const Command& policy, const Session& session) {
    const auto options = std::make_shared<DiffOptions>();
    const Command diff =
        policy.add_subcommand("diff", "Say what applying a file would change; changes nothing");
    diff.add_option("FILE", options->file, "- for the standard input").required().is_file();
    diff.add_option("--revision", options->revision, "against this one, not the active one")
        .check(no_revision_number);
    diff.add_flag("--all", options->all, "however many lines that are");
    diff.callback([=, &session] { run_diff(session, *options); });
}

}  // namespace sluice
