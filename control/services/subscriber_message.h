// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "policy/policy.h"
#include "sluice/v1/subscribers.pb.h"

namespace sluice {

void fill(const Subscriber& subscriber, v1::Subscriber* out);

struct ReadSubscriber {
    Subscriber subscriber;
    std::optional<std::string> reason;  // why it is none
};
ReadSubscriber read(const v1::Subscriber& message);

}  // namespace sluice
