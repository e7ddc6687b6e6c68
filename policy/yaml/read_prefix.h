// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "policy/address.h"
#include "policy/yaml/value.h"

namespace sluice {

// "192.0.2.0/24", "2001:db8::/32" or a bare address.
std::optional<Prefix> read_prefix(const YamlValue& value);

}  // namespace sluice
