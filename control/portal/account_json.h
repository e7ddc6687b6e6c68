// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "control/portal/account.h"

namespace sluice {

// The same as the page for applications (RFC 5594, section 5.1.6.4); docs/portal.md says what each
// member means.
std::string account_json(const Account& account);

std::string error_json(std::string_view code, std::string_view message);

}  // namespace sluice
