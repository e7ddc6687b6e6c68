// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "control/config/config_file.h"
#include "control/dhcp/dhcp_watch.h"
#include "control/dhcp/lease_file.h"
#include "control/metrics/families.h"
#include "control/radius/server.h"
#include "control/subscribers/registry.h"
#include "control/subscribers/session_expiry.h"
#include "control/subscribers/shared_session_table.h"
#include "dataplane/publish.h"

namespace sluice {

// RADIUS and DHCP, as far as the configuration asks for them, and the sessions that they tell the
// registry of. The packet path and the registry outlive it.
class SessionSources {
 public:
    // Throws ListenError, StoreError, and std::runtime_error if a secret cannot be read.
    SessionSources(const ConfigFile& config, Dataplane& dataplane, SubscriberRegistry& registry);

    void add_metrics(Families& out) const;

 private:
    void start_radius(const ConfigFile& config, SubscriberRegistry& registry);
    void start_dhcp(const ConfigFile& config, Dataplane& dataplane);

    SharedSessionTable sessions_;
    const SessionExpiry expiry_;
    std::unique_ptr<RadiusServer> radius_;
    std::optional<LeaseFile> leases_;
    std::optional<DhcpWatch> dhcp_;
};

}  // namespace sluice
