// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/metrics/families.h"

namespace sluice {

class RadiusServer;

void add_radius_metrics(const RadiusServer& server, Families& out);

}  // namespace sluice
