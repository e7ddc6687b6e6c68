// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "policy/yaml/document.h"

namespace sluice {

// The line of what a complaint calls by its path: "rules[3].action.police". What the document does
// not have is where the last part that it has begins; 0 if it has none.
int line_of_field(const YamlNode& document, std::string_view path);

}  // namespace sluice
