// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/audit_log.h"
#include "control/policy_revisions.h"

namespace sluice {

// What SIGHUP does: the config file's policy becomes a new revision. A file that is wrong changes
// nothing; its complaints are logged. started_box_text is what the box's own keys were at start:
// a change of those is logged as waiting for a restart. Throws nothing.
void reload(const std::string& config_path, const std::string& started_box_text,
            PolicyRevisions& revisions, AuditLog& audit);

}  // namespace sluice
