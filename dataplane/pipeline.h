// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataplane/burst.h"
#include "dataplane/worker.h"

namespace sluice {

// Takes a burst through the stages. Afterwards every packet is forwarded, dropped, held, observed
// or handed; the caller does what that means. Allocates nothing, throws nothing, asks no clock.
void process(Burst& burst, Worker& worker);

}  // namespace sluice
