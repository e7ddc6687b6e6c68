// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/address.h"

namespace sluice {

// Who is the subscriber where nobody says: private and shared address space (RFC 1918, RFC 6598,
// RFC 4193), which is behind the access line, and the benchmark network of RFC 2544.
std::vector<Prefix> default_subscriber_prefixes();

}  // namespace sluice
