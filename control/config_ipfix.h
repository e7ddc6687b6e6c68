// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/ipfix/settings.h"
#include "policy/yaml/value.h"

namespace sluice {

// The config file's ipfix section (docs/ipfix.md). Complains about all that is wrong with it, and
// then what it gives is not to be used.
void read_ipfix(const YamlValue& value, IpfixSettings& out);

}  // namespace sluice
