// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

// The information resource directory (RFC 7285, section 9.2), a root one. Its URIs are relative to
// where it was got from.
std::string alto_directory(bool with_ranking);

}  // namespace sluice
