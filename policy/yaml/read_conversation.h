// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "policy/yaml/value.h"

namespace sluice {

// What peers' messages say. Each complains about what is wrong, and leaves it out.
uint8_t read_roles(const YamlValue& value);      // a bit per PeerRole
uint64_t read_messages(const YamlValue& value);  // a bit per MessageKind

}  // namespace sluice
