// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/store/database.h"

namespace sluice {

// Makes the store's tables in a new database, and adds to those of an older version what is
// missing. Throws StoreError if it is another program's, or of a newer version.
void prepare_schema(Database& database);

}  // namespace sluice
