// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice {

// Field names (RFC 9110, 5.1) are tokens, and compared in any case.
bool is_field_name(std::string_view text);
bool is_field(std::string_view name, std::string_view expected);

}  // namespace sluice
