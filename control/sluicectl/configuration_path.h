// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

// Where the unit's sluiced reads its configuration.
inline constexpr const char* kConfigurationPath = "/etc/sluice/sluice.yaml";

}  // namespace sluice
