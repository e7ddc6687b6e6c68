// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/policy_document.h"

#include <iostream>

#include "control/units.h"
#include "control/visible_text.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

void print_complaint(const v1::Complaint& complaint) {
    std::string line = complaint.file();
    if (complaint.line() > 0)
        line += ":" + std::to_string(complaint.line());
    line += ": ";
    if (!complaint.field().empty())
        line += complaint.field() + ": ";
    std::cerr << printable(line + complaint.message()) << "\n";
}

}  // namespace

std::string no_revision_number(const std::string& text) {
    const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
    return is_number && text.size() < 19 ? "" : "'" + text + "' is no revision's number";
}

std::string read_policy_file(const std::string& file) {
    std::string text = read_text_file(file);
    if (const auto line = find_line_not_utf8(text))
        throw CommandFailed(file + ":" + std::to_string(*line) + ": is not UTF-8; save it as such");
    // As a command before a pipe leaves it when it fails.
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        throw CommandFailed(file + ": is empty; 'rules: []' is a policy without rules");
    return text;
}

v1::ValidatePolicyResponse validate_policy(const Session& session, const std::string& file,
                                           const std::string& text) {
    v1::ValidatePolicyRequest request;
    request.set_yaml(text);
    request.set_file_name(file);
    return ask<v1::Policies>(session, &v1::Policies::StubInterface::Validate, request);
}

void refuse_complaints(const v1::ValidatePolicyResponse& response, const std::string& file) {
    for (const v1::Complaint& complaint : response.complaints())
        print_complaint(complaint);
    if (response.complaints_size() > 0)
        throw CommandFailed(file + ": not valid: nothing was changed");
}

std::string trial_in_words(const v1::Trial& trial) {
    return "it goes back to revision " + std::to_string(trial.before()) + " in " +
           format_age(static_cast<double>(trial.left().seconds())) + ", at " +
           format_time(trial.ends().seconds()) + ", unless `sluicectl policy confirm` comes first";
}

}  // namespace sluice
