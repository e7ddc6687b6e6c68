// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "control/portal/portal_config.h"

namespace sluice {

// Serves the portal until SIGTERM or SIGINT; `ready` is called when every address is listened on.
// Throws std::runtime_error, one line, if one cannot be.
void serve_portal(const PortalConfig& config, const std::function<void()>& ready);

}  // namespace sluice
