// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/portal/account.h"
#include "control/portal/portal_config.h"

namespace sluice {

// What a subscriber sees: a whole HTML document, which needs nothing but style.css.
std::string account_page(const Account& account, const PortalOperator& run_by);

}  // namespace sluice
