// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "oracle/feeds/geofeed_lines.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// However lines are cut into pieces, they say the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const sluice::Bytes input(data, size);
    sluice::GeofeedLines whole;
    whole.add(input);
    const sluice::FeedTable table = whole.finish();
    sluice::check_table(table);
    sluice::GeofeedLines cut;
    if (sluice::table_in_two(cut, input).entries != table.entries)
        std::abort();
    return 0;
}
