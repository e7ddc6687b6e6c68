// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dhcp/dhcp_watch.h"
#include "control/metrics/families.h"

namespace sluice {

void add_dhcp_metrics(const DhcpWatchReport& report, Families& out);

}  // namespace sluice
