// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice {

// How much the Accept field (RFC 9110, section 12.5.1) wants a media type, in thousandths: 0 is not
// at all. Of the ranges that hold the type the most specific says. An empty field wants all of
// everything; what is no weight counts as none given. The type has no parameters.
int accept_weight(std::string_view accept, std::string_view media_type);

// The same, but only if the field names the type or its kind ("text/*"): "*/*" is nobody's wish.
int named_accept_weight(std::string_view accept, std::string_view media_type);

// True if the Content-Type field names the media type, whatever its parameters are.
bool is_media_type(std::string_view content_type, std::string_view media_type);

}  // namespace sluice
