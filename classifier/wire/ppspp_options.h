// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/wire/ppspp.h"

namespace sluice {

enum class PpsppRole : uint8_t { opening, reply, closing };

// Reads a handshake's list of options up to its end option (RFC 7574, section 7). Nothing if it is
// not sorted, not complete for the role, or holds a value that no version 1 has.
std::optional<PpsppOptions> read_ppspp_options(Reader& in, PpsppRole role);

}  // namespace sluice
