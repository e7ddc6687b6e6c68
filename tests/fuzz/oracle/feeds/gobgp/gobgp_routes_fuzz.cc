// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "oracle/feeds/gobgp/gobgp_routes.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// A ListPathResponse, whatever it is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    apipb::ListPathResponse answer;
    if (!answer.ParseFromArray(data, static_cast<int>(size)))
        return 0;
    sluice::GobgpRoutes routes({64496});
    routes.add(answer.destination(), true);
    routes.add(answer.destination(), false);
    sluice::check_table(routes.finish());
    return 0;
}
