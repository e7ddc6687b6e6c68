// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "policy/snapshot.h"

namespace sluice {

// What is wrong with a policy: one line for each complaint.
class PolicyFileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Reads the policy alone or the policy in a box's whole config file. Throws PolicyFileError.
std::shared_ptr<const Snapshot> load_policy(const std::string& path);

// No subscribers and no rules: everything is forwarded.
std::shared_ptr<const Snapshot> empty_policy();

}  // namespace sluice
