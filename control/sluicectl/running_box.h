// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/doctor/finding.h"
#include "control/sluicectl/session.h"

namespace sluice {

// What the daemon says of its links and ports, if it answers.
Findings examine_running_box(const Session& session);

}  // namespace sluice
