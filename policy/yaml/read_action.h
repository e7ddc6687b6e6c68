// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// "forward", "drop", "refuse", or a mapping of what is done. Complains about what is wrong.
Action read_action(const YamlValue& value);

}  // namespace sluice
