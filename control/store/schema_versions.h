// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// Whose file a database is, and the newest schema of it that this build knows: SQLite's
// application_id and user_version.
struct DatabaseKind {
    int64_t application_id = 0;
    int64_t schema_version = 0;
};

inline constexpr DatabaseKind kStoreKind{.application_id = 0x534c4331,
                                         .schema_version = 4};  // SLC1
inline constexpr DatabaseKind kUsageKind{.application_id = 0x534c5531,
                                         .schema_version = 2};  // SLU1
inline constexpr DatabaseKind kLeasesKind{};  // never numbered: no column of it has changed

}  // namespace sluice
