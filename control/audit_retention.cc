// SPDX-License-Identifier: Apache-2.0
#include "control/audit_retention.h"

namespace sluice {

std::optional<AuditRetention::WallTime> AuditRetention::look(SteadyTime now, WallTime wall) {
    if (!wall_ || std::chrono::abs((wall - *wall_) - (now - looked_)) > kStep)
        trusted_since_ = now;
    wall_ = wall;
    looked_ = now;
    if (now - trusted_since_ < kTrusted || (forgot_ && now - *forgot_ < kEvery))
        return std::nullopt;
    forgot_ = now;
    return wall - keep_;
}

}  // namespace sluice
