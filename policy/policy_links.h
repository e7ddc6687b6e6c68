// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "policy/complaint.h"
#include "policy/link_capacity.h"
#include "policy/policy.h"

namespace sluice {

// What a policy cannot know by itself: whether the box has the links that it names; of the sites
// that are in no other, which link it is, and whether that has what it promises them. Without
// lines, since links stand in another file. links: in the order of the box's configuration.
Complaints check_policy_links(const Policy& policy, std::span<const LinkCapacity> links,
                              std::string_view file_name);

}  // namespace sluice
