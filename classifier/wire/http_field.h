// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice {

// Field names (RFC 9110, 5.1) are tokens, and compared in any case.
size_t field_name_length(std::string_view text);  // of the name that text begins with; 0: none
bool is_field(std::string_view name, std::string_view expected);

}  // namespace sluice
