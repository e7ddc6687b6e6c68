// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "policy/snapshot.h"
#include "policy/subscribers.h"

namespace sluice {

// What is wrong with a policy: one line for each complaint.
class PolicyFileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ReplayPolicy {
    std::unique_ptr<Subscribers> subscribers;
    std::shared_ptr<const Snapshot> rules;
};

// Reads the policy alone or the policy in a box's whole config file. Throws PolicyFileError.
ReplayPolicy load_policy(const std::string& path);

// No subscribers and no rules: everything is forwarded.
ReplayPolicy empty_policy();

}  // namespace sluice
