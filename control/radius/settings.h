// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/radius/attribute_name.h"
#include "policy/address.h"
#include "policy/socket_address.h"

namespace sluice {

// Who may send requests, and the secret shared with them; the longest prefix counts.
struct RadiusClient {
    Prefix address;
    std::string secret;       // not to be shown or logged
    std::string secret_file;  // where it is read from at start, if it is not written here
    bool require_message_authenticator = false;
};

struct RadiusSettings {
    static constexpr uint64_t kSecondNs = 1'000'000'000;

    std::optional<SocketAddress> accounting;
    std::optional<SocketAddress> dynamic_authorization;
    std::vector<RadiusClient> clients;
    AttributeName subscriber_id{.type = radius::kUserName};
    AttributeName tier{.type = radius::kFilterId};
    std::optional<AttributeName> site;                 // none: RADIUS says nothing of it
    uint64_t expire_after_ns = 7'200 * kSecondNs;      // without a Start or an Interim
    uint64_t remember_stopped_ns = 3'600 * kSecondNs;  // for how long nothing late opens them again
    // Of dynamic authorisation: how far from now an Event-Timestamp may be (RFC 5176, section 6.3).
    uint64_t replay_window_ns = 300 * kSecondNs;
    bool require_event_timestamp = false;
};

}  // namespace sluice
