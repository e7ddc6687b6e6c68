// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "oracle/feeds/mrt_table.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// However a table is cut into pieces, it says the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const sluice::Bytes input(data, size);
    sluice::MrtTable whole({64496});
    whole.add(input);
    const sluice::FeedTable table = whole.finish();
    sluice::check_table(table);
    sluice::MrtTable cut({64496});
    if (sluice::table_in_two(cut, input).entries != table.entries)
        std::abort();
    return 0;
}
