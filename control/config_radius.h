// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/radius/settings.h"
#include "policy/yaml/value.h"

namespace sluice {

// The radius part of the config file. Complains about all that is wrong with it, but never shows
// a secret.
RadiusSettings read_radius(const YamlValue& value);

}  // namespace sluice
