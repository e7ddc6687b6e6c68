// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <optional>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/policy_document.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

struct TrialOptions {
    std::string file;
    std::string duration;
    std::string comment;
    std::optional<uint64_t> revision;
    std::optional<uint64_t> expected_revision;
};

int64_t read_seconds(const std::string& text) {
    constexpr uint64_t kNsPerSecond = 1'000'000'000;
    const Quantity duration = parse_duration_ns(text);
    if (!duration.value)
        throw CommandFailed("--for: " + duration.wrong);
    if (*duration.value % kNsPerSecond != 0 || *duration.value == 0)
        throw CommandFailed("--for: '" + text +
                            "' is no whole number of seconds; write one like 10m");
    return static_cast<int64_t>(*duration.value / kNsPerSecond);
}

void run_try(const Session& session, const TrialOptions& options) {
    v1::TryPolicyRequest request;
    request.mutable_duration()->set_seconds(read_seconds(options.duration));
    request.set_yaml(read_policy_file(options.file));
    request.set_file_name(options.file);
    request.set_author(user_name());
    request.set_comment(options.comment);
    if (options.expected_revision)
        request.set_expected_revision(*options.expected_revision);
    // A status holds only the first complaints.
    refuse_complaints(validate_policy(session, options.file, request.yaml()), options.file);
    const auto trial = ask<v1::Policies>(session, &v1::Policies::StubInterface::Try, request);
    if (session.json)
        return print_json(trial);
    std::cout << "revision " << trial.revision().number()
              << " is being tried: " << trial_in_words(trial) << "\n";
}

void run_confirm(const Session& session, const TrialOptions& options) {
    v1::ConfirmPolicyRequest request;
    if (options.revision)
        request.set_revision(*options.revision);
    request.set_author(user_name());
    request.set_comment(options.comment);
    const auto revision =
        ask<v1::Policies>(session, &v1::Policies::StubInterface::Confirm, request);
    if (session.json)
        return print_json(revision);
    std::cout << "revision " << revision.number() << " stays active\n";
}

}  // namespace

void add_trial_commands(const Command& policy, const Session& session) {
    const auto options = std::make_shared<TrialOptions>();
    const Command attempt = policy.add_subcommand(
        "try", "Replace the policy for a while; it goes back by itself unless it is confirmed");
    attempt.add_option("FILE", options->file, "- for the standard input").required().is_file();
    attempt.add_option("--for", options->duration, "how long, like 10m").required();
    attempt
        .add_option("--expect", options->expected_revision,
                    "only if this revision is the active one")
        .check(no_revision_number);
    attempt.add_option("--comment", options->comment, "why, for the history");
    attempt.callback([=, &session] { run_try(session, *options); });

    const Command confirm =
        policy.add_subcommand("confirm", "Keep the revision that is being tried");
    confirm.add_option("REVISION", options->revision, "only this one; whichever it is if left out")
        .check(no_revision_number);
    confirm.add_option("--comment", options->comment, "why, for the audit log");
    confirm.callback([=, &session] { run_confirm(session, *options); });
}

}  // namespace sluice
