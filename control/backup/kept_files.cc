// SPDX-License-Identifier: Apache-2.0
#include "control/backup/kept_files.h"

#include "control/store/beside_store.h"
#include "control/usage/usage_store.h"

namespace sluice {

std::vector<KeptDatabase> kept_databases(const ConfigFile& config) {
    return {{"store.db", config.store, kStoreKind, {}},
            {"usage.db", config.usage.path, kUsageKind, kUsageDatabase},
            {"leases.db", beside_store(config.store, "dhcp"), kLeasesKind, {}}};
}

}  // namespace sluice
