// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "policy/complaint.h"
#include "policy/policy.h"
#include "policy/yaml/time_zone_files.h"

namespace sluice {

enum class PolicyFileKind : uint8_t {
    policy,      // tiers, subscribers, never_touch and rules alone
    box_config,  // beside them, what belongs to the box: links, workers, ...
};

// The top-level keys of the box's configuration file that say nothing about packets.
inline constexpr std::string_view kBoxKeys[] = {
    "links", "workers", "memory", "control", "metrics",  "store",    "radius",
    "dhcp",  "ipfix",   "usage",  "audit",   "locality", "heartbeat"};

struct ParsedPolicy {
    std::optional<Policy> policy;  // if there is no complaint
    Complaints complaints;         // all of them, in the order of the lines as far as it goes
};

// Reads and checks an operator's policy (docs/policy.md). box_keys (kBoxKeys) are passed over in a
// box_config and refused by name in a policy. time_zones: where the zones of its hours are read.
ParsedPolicy parse_policy(std::string_view text, std::string_view file_name, PolicyFileKind kind,
                          std::span<const std::string_view> box_keys,
                          const TimeZoneFiles& time_zones = installed_time_zones());

}  // namespace sluice
