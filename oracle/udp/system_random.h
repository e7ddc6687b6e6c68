// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "oracle/udp/sip_hash.h"

namespace sluice {

// From the system, so that nobody guesses them: for connection ids, and for where a generator
// begins whose order strangers see. Any thread. Throws std::runtime_error, one line, if there are
// none.
uint64_t random_number();
SipKey random_key();

}  // namespace sluice
