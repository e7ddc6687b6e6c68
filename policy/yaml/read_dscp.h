// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "policy/yaml/value.h"

namespace sluice {

// By its name in IANA's registry, in lower case, or as a number. Complains if it is none.
std::optional<uint8_t> read_dscp(const YamlValue& value);

}  // namespace sluice
