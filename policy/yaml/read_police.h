// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// { per, rate, burst }. Complains, and gives nothing, if there is no rate in it.
std::optional<Police> read_police(const YamlValue& value);

}  // namespace sluice
