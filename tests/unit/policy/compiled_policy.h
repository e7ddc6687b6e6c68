// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "policy/policy_yaml.h"
#include "policy/snapshot.h"
#include "policy/subscribers.h"

namespace sluice {

// A policy as a box runs on it: its rules compiled, its subscribers where they are looked up.
class CompiledPolicy {
 public:
    explicit CompiledPolicy(Policy policy, const std::vector<LinkCapacity>& links = {}) {
        subscribers.set_nats(policy.nats);
        const auto reason = subscribers.replace_all(policy.subscribers);
        EXPECT_EQ(reason.value_or(""), "");
        rules = Snapshot::compile(std::move(policy), 7, 3, subscribers.names(), links);
    }
    explicit CompiledPolicy(std::string_view yaml, const std::vector<LinkCapacity>& links = {})
        : CompiledPolicy(parsed(yaml), links) {}

    SubscriberRef find(const char* address, uint16_t port = 0) const {
        return subscribers.find({*IpAddress::parse(address), port});
    }
    const Snapshot* operator->() const { return rules.get(); }

    Subscribers subscribers;
    std::shared_ptr<const Snapshot> rules;

 private:
    static Policy parsed(std::string_view yaml) {
        ParsedPolicy parsed = parse_policy(yaml, "policy.yaml", PolicyFileKind::policy, {});
        for (const Complaint& complaint : parsed.complaints)
            ADD_FAILURE() << complaint.to_string();
        return parsed.policy.value_or(Policy{});
    }
};

}  // namespace sluice
