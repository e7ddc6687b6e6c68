// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/alto/alto_view.h"

namespace sluice {

// The information resource directory (RFC 7285, section 9.2), a root one. Its URIs are relative to
// where it was got from. calendar: null where costs are the same all day.
std::string alto_directory(const AltoOptions& options, bool with_whole_properties,
                           const CostCalendar* calendar);

}  // namespace sluice
