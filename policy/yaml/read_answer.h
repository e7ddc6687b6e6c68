// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "policy/enforcement.h"
#include "policy/yaml/value.h"

namespace sluice {

// both, subscriber or remote. Complains, and gives none, if it is something else.
ResetEnds read_reset_ends(const YamlValue& value);

// { most: 40, beyond: reset }. Complains, and gives nothing, if there is no number in it.
std::optional<ConnectionCap> read_connection_cap(const YamlValue& value);

}  // namespace sluice
