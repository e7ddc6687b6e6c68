// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// By its name in IANA's registry, in lower case, or as a number. Complains if it is none.
std::optional<uint8_t> read_dscp(const YamlValue& value);

// The same, or { mark: le, header: inner }: which header of a packet in a tunnel.
void read_mark(const YamlValue& value, Action& action);

// As read_dscp() reads it: the name, or the number of one without.
std::string dscp_text(uint8_t dscp);

}  // namespace sluice
