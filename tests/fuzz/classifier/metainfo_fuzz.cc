// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>

#include "classifier/wire/metainfo.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    std::array<TrackerUrl, 4> trackers;
    const Metainfo metainfo = parse_metainfo(input, trackers);
    // A metainfo's beginning is no less one.
    if (metainfo.outcome != Metainfo::Outcome::absent &&
        parse_metainfo(input.first(size / 2), {}).outcome == Metainfo::Outcome::absent)
        std::abort();
    return 0;
}
