// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_limits.h"
#include "policy/address.h"
#include "policy/socket_address.h"
#include "policy/yaml/parse_config.h"

namespace sluice {

// Who runs the box, in the words that subscribers read.
struct PortalOperator {
    std::string name;
    std::string contact;            // an https: address, one for mail, or any text
    std::string records_kept;       // for how long usage is kept, as "13 months"; empty: not said
    std::string flow_records_kept;  // the same of records of connections; empty: there are none
};

// What sluice-portal is told by its file (docs/portal.md).
struct PortalConfig {
    std::vector<SocketAddress> listen;     // at least one
    std::optional<SocketAddress> metrics;  // not there: no metrics
    std::vector<std::string> names;        // of the portal in the DNS, in lower case
    std::string socket = "/run/sluice/sluiced.sock";
    PortalOperator run_by;
    std::vector<Prefix> trusted_proxies;
    HttpLimits limits;
};

using ParsedPortalConfig = ParsedConfig<PortalConfig>;

// Reads nothing but the text, whatever that is.
ParsedPortalConfig parse_portal_config(std::string_view text, std::string_view file_name);

}  // namespace sluice
