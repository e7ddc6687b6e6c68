// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "control/dhcp/dhcp_sessions.h"
#include "control/store/database.h"

namespace sluice {

// The leases that are known, in an SQLite file of their own, so that a restart forgets none. In it
// they end by the wall's clock. One thread at a time; every function throws StoreError.
class LeaseFile {
 public:
    explicit LeaseFile(const std::filesystem::path& file);

    // Those that are not over yet.
    std::vector<DhcpKnownLease> load();
    void keep(std::span<const DhcpLeaseChange> changes);

 private:
    Database database_;
};

}  // namespace sluice
