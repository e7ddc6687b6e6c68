// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

// RFC 9110, section 5.6.7, as IMF-fixdate. Of a year that has four digits.
std::string http_date(int64_t unix_seconds);

}  // namespace sluice
