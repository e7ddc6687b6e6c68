// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "policy/snapshot.h"

namespace sluice::bench {

// As many rules as asked for, of all kinds of match (label and grade, prefix, ports, protocol,
// direction), that mark packets or let them pass; none drops. None matches all.
std::shared_ptr<const Snapshot> many_rules(unsigned count, uint32_t number);

}  // namespace sluice::bench
