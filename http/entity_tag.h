// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// A strong entity tag (RFC 9110, section 8.8.3), in its quotes, made of the content itself.
std::string entity_tag(std::string_view content);

// True if the If-None-Match field names the tag (section 13.1.2), by weak comparison, or is "*".
// Of a field that is cut or malformed, what can be read counts.
bool names_entity_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace sluice
