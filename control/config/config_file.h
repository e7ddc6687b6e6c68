// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/dhcp/settings.h"
#include "control/ipfix/settings.h"
#include "control/radius/settings.h"
#include "control/store/event_retention.h"
#include "control/usage/settings.h"
#include "dataplane/publish.h"
#include "policy/complaint.h"
#include "policy/policy.h"
#include "policy/policy_links.h"
#include "rpc/remote_access.h"

namespace sluice {

// What one box is told by its file: devices, cores, where things are kept, and a policy to begin
// with (docs/control.md).
struct ConfigFile {
    DataplaneConfiguration dataplane;
    std::string socket = "/run/sluice/sluiced.sock";
    std::optional<RemoteAccess> remote;              // nothing: the socket alone
    std::string metrics_address = "127.0.0.1:9464";  // empty: no metrics
    std::string store = "/var/lib/sluice/sluice.db";
    std::optional<RadiusSettings> radius;
    std::optional<DhcpSettings> dhcp;  // nothing: not looked at
    IpfixSettings ipfix;
    UsageSettings usage;
    EventRetention audit;
    std::string locality_file;  // empty: nothing is told apart
    Policy policy;
    std::string policy_text;  // the policy's lines of the file: what a revision keeps
    std::string box_text;     // the others
};

struct ParsedConfigFile {
    std::optional<ConfigFile> config;  // if there is no complaint
    Complaints complaints;             // all of them, by line
};

// What sites of a policy may be next to.
std::vector<LinkCapacity> link_capacities(const ConfigFile& config);

// Reads nothing but the text, whatever that is. Whether a device or core exists is not asked here.
ParsedConfigFile parse_config_file(std::string_view text, std::string_view file_name);

}  // namespace sluice
