// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include <grpcpp/grpcpp.h>

#include "policy/policy.h"

namespace sluice {

// Null if the policy has none of that id.
inline const Subscriber* subscriber_by_id(const Policy& policy, const std::string& id) {
    const auto found =
        std::find_if(policy.subscribers.begin(), policy.subscribers.end(),
                     [&](const Subscriber& subscriber) { return subscriber.id == id; });
    return found == policy.subscribers.end() ? nullptr : &*found;
}

inline grpc::Status no_such_subscriber(const std::string& id) {
    return {grpc::StatusCode::NOT_FOUND,
            "there is no subscriber '" + id + "' in the active policy"};
}

}  // namespace sluice
