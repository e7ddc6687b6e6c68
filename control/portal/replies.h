// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "control/portal/account.h"
#include "control/portal/portal_config.h"
#include "control/portal/routing.h"

namespace sluice {

struct PortalReply {
    unsigned status = 200;
    std::string_view code;  // what metrics and JSON call it: "account", "unknown_line"
    std::string_view type;  // media type
    std::string body;
    bool may_be_cached = false;        // by browsers, a day
    unsigned retry_after_seconds = 0;  // 0: not said
};

PortalReply reply_to(const AccountAnswer& answer, Form form, const PortalOperator& run_by);
PortalReply reply_to(const PlainReply& plain, const PortalOperator& run_by);

}  // namespace sluice
