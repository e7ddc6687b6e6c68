// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// Control characters become '?': what somebody else wrote can neither steer a terminal nor begin
// a line of a log.
std::string printable(std::string text);

// The first line, from 1, that is not UTF-8 (RFC 3629), which is all that the API carries.
std::optional<int> find_line_not_utf8(std::string_view text);

}  // namespace sluice
