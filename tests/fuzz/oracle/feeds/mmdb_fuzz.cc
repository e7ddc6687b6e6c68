// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "oracle/feeds/mmdb_table.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// Any bytes are a table, and libmaxminddb reads them within their bounds.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    sluice::MmdbTable reader;
    reader.add({data, size});
    sluice::check_table(reader.finish());
    return 0;
}
