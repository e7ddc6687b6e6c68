// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// JSON (RFC 8259) appended to a text, for replies that are made as fast as they can be sent.

// In quotes; what would need escaping is escaped. Any UTF-8.
void append_json_text(std::string& out, std::string_view text);
// The same of what needs none: names of locations, typed addresses.
void append_json_name(std::string& out, std::string_view name);
// The shortest decimal that is read as the same float.
void append_json_cost(std::string& out, float cost);
void append_json_number(std::string& out, uint32_t number);
// The comma before all but the first of a list; `first` is false from then on.
void append_json_comma(std::string& out, bool& first);

}  // namespace sluice
