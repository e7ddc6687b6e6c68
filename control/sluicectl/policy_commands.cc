// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <optional>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/policy_document.h"
#include "control/sluicectl/table.h"
#include "control/units.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {
namespace {

struct PolicyOptions {
    std::string file;
    std::string comment;
    uint64_t revision = 0;
    std::optional<uint64_t> expected_revision;
    uint32_t limit = 0;
};
using Options = std::shared_ptr<PolicyOptions>;

std::string_view source_name(v1::Revision::Source source) {
    switch (source) {
        case v1::Revision::SOURCE_FILE:
            return "file";
        case v1::Revision::SOURCE_APPLY:
            return "apply";
        case v1::Revision::SOURCE_ROLLBACK:
            return "rollback";
        case v1::Revision::SOURCE_TRIAL:
            return "try";
        default:
            return "?";
    }
}

void print_revision(const Session& session, const v1::Revision& revision) {
    if (session.json)
        print_json(revision);
    else
        std::cout << "revision " << revision.number() << " is active\n";
}

void run_get(const Session& session, const PolicyOptions& options) {
    v1::GetPolicyRequest request;
    request.set_revision(options.revision);
    const auto policy = ask<v1::Policies>(session, &v1::Policies::StubInterface::Get, request);
    if (session.json)
        print_json(policy);
    else
        std::cout << policy.yaml();
    if (policy.has_trial())
        std::cerr << "revision " << policy.revision().number()
                  << " is being tried: " << trial_in_words(policy.trial()) << "\n";
}

void run_validate(const Session& session, const PolicyOptions& options) {
    const std::string text = read_policy_file(options.file);
    const auto response = validate_policy(session, options.file, text);
    if (session.json)
        print_json(response);
    refuse_complaints(response, options.file);
    if (!session.json)
        std::cout << options.file << ": valid: " << response.rules() << " rules, "
                  << response.subscribers() << " subscribers\n";
}

void run_apply(const Session& session, const PolicyOptions& options) {
    v1::ApplyPolicyRequest request;
    request.set_yaml(read_policy_file(options.file));
    request.set_file_name(options.file);
    request.set_author(user_name());
    request.set_comment(options.comment);
    if (options.expected_revision)
        request.set_expected_revision(*options.expected_revision);
    const auto stub = v1::Policies::NewStub(session.connect());
    v1::Revision revision;
    grpc::ClientContext context;
    set_deadline(context);
    const grpc::Status status = stub->Apply(&context, request, &revision);
    // A status holds only the first complaints.
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT)
        refuse_complaints(validate_policy(session, options.file, request.yaml()), options.file);
    require_ok(status);
    print_revision(session, revision);
}

void run_rollback(const Session& session, const PolicyOptions& options) {
    v1::RollbackPolicyRequest request;
    request.set_revision(options.revision);
    request.set_author(user_name());
    request.set_comment(options.comment);
    if (options.expected_revision)
        request.set_expected_revision(*options.expected_revision);
    print_revision(session,
                   ask<v1::Policies>(session, &v1::Policies::StubInterface::Rollback, request));
}

void run_history(const Session& session, const PolicyOptions& options) {
    v1::PolicyHistoryRequest request;
    request.set_limit(options.limit);
    const auto response =
        ask<v1::Policies>(session, &v1::Policies::StubInterface::History, request);
    if (session.json)
        return print_json(response);
    Table table{{"REVISION", Table::Align::right}, {"TIME"}, {"AUTHOR"}, {"SOURCE"}, {"COMMENT"}};
    for (const v1::Revision& revision : response.revisions())
        table.add_row({std::to_string(revision.number()), format_time(revision.time().seconds()),
                       revision.author(), std::string(source_name(revision.source())),
                       revision.comment()});
    table.print(std::cout);
}

void add_change_options(const Command& command, const Options& options) {
    command
        .add_option("--expect", options->expected_revision,
                    "only if this revision is the active one")
        .check(no_revision_number);
    command.add_option("--comment", options->comment, "why, for the history");
}

}  // namespace

void add_policy_commands(const Command& app, const Session& session) {
    const Command policy = app.add_subcommand("policy", "The policy and its revisions");
    policy.require_subcommand();
    const auto options = std::make_shared<PolicyOptions>();
    const auto add = [&](const char* name, const char* what, auto run) {
        const Command command = policy.add_subcommand(name, what);
        command.callback([=, &session] { run(session, *options); });
        return command;
    };

    add("get", "Print the active policy, or an older one", run_get)
        .add_option("REVISION", options->revision, "which; the active one if left out")
        .check(no_revision_number);
    add("validate", "Say what is wrong with a policy", run_validate)
        .add_option("FILE", options->file, "- for the standard input")
        .required()
        .is_file();
    const Command apply = add("apply", "Replace the whole policy", run_apply);
    apply.add_option("FILE", options->file, "- for the standard input").required().is_file();
    add_change_options(apply, options);
    add("history", "List the revisions, newest first", run_history)
        .add_option("--limit", options->limit, "at most so many; 100 if left out")
        .between(1, 10'000);
    const Command rollback = add("rollback", "Make a new revision of an old one", run_rollback);
    rollback.add_option("REVISION", options->revision, "the old one")
        .required()
        .check(no_revision_number);
    add_change_options(rollback, options);
    add_trial_commands(policy, session);
    add_diff_command(policy, session);
    add_effects_command(policy, session);
}

}  // namespace sluice
