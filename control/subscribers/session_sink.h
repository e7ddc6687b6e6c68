// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/subscribers/registry.h"
#include "control/subscribers/session.h"

namespace sluice {

// Sessions' subscribers as the registry's layer of them. The registry outlives it.
SubscriberSink session_sink(SubscriberRegistry& registry);

}  // namespace sluice
