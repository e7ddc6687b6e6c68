// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/sluicectl/session.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {

// A revision's number, as an argument: what is wrong with it, or nothing.
std::string no_revision_number(const std::string& text);

// Throws CommandFailed if it cannot be read, is not UTF-8, or is empty.
std::string read_policy_file(const std::string& file);

v1::ValidatePolicyResponse validate_policy(const Session& session, const std::string& file,
                                           const std::string& text);
// Prints them, if there are any, and throws CommandFailed.
void refuse_complaints(const v1::ValidatePolicyResponse& response, const std::string& file);

// "it goes back to revision 6 in 9m58s, at ..., unless `sluicectl policy confirm` comes first"
std::string trial_in_words(const v1::Trial& trial);

}  // namespace sluice
