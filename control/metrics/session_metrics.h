// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/metrics/families.h"
#include "control/subscribers/shared_session_table.h"

namespace sluice {

// What RADIUS and DHCP have in one table.
void add_session_metrics(const SharedSessionTable& sessions, Families& out);

}  // namespace sluice
