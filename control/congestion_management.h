// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/audit_log.h"
#include "control/config/config_file.h"
#include "control/congestion/congestion_rounds.h"
#include "control/policy_revisions.h"
#include "control/subscribers/registry.h"

namespace sluice {

// Congestion management between the policy, the registry and the audit log, which all outlive what
// is returned.
CongestionRounds::Sources congestion_sources(const ConfigFile& config,
                                             const PolicyRevisions& revisions, AuditLog& audit);

}  // namespace sluice
