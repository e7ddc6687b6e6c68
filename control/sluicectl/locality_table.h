// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>

#include "sluice/v1/locality.pb.h"

namespace sluice {

// now_unix_s: what the age of the file's reading is told by.
void print_locality(const v1::LocalityStatus& status, int64_t now_unix_s, std::ostream& out);

}  // namespace sluice
