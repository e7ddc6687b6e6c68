// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <memory>

#include "oracle/feeds/ip_to_as_lines.h"
#include "oracle/feeds/unpacked.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// Any bytes are a table, packed or not.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    sluice::Unpacked reader(std::make_unique<sluice::IpToAsLines>());
    sluice::check_table(sluice::table_in_two(reader, {data, size}));
    return 0;
}
