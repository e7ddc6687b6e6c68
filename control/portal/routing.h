// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "control/portal/account.h"
#include "control/portal/asker.h"
#include "control/portal/portal_config.h"

namespace sluice {

// What matters of one HTTP request. Refers to the request's text.
struct PortalRequest {
    enum class Method : uint8_t { get, head, other };

    Method method = Method::get;
    bool http_1_1 = true;
    std::string_view target;
    std::vector<std::string_view> hosts;  // of Host fields
    std::string_view accept;
    std::vector<std::string_view> forwarded;  // of Forwarded fields, in their order
    IpAddress peer;                           // the connection's other end
    uint16_t peer_port = 0;
};

enum class Form : uint8_t { page, json };

// What to say without asking anybody.
enum class Plain : uint8_t {
    style,
    bad_request,         // 400
    proxy_malformed,     // 400
    not_here,            // 404
    wrong_method,        // 405
    wrong_host,          // 421
    too_many_requests,   // 429
    header_too_large,    // 431
    proxy_does_not_say,  // 403
};

struct AskAccount {
    Asker asker;
    Form form = Form::page;
};

struct PlainReply {
    Plain what = Plain::style;
    Form form = Form::page;
};

using Routed = std::variant<AskAccount, PlainReply>;

Routed route(const PortalRequest& request, const PortalConfig& config);

// True if the Accept field (RFC 9110, section 12.5.1) would rather have JSON than HTML.
bool prefers_json(std::string_view accept);

}  // namespace sluice
