// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "control/portal/forwarded.h"

// Whatever a Forwarded field holds, it is a list of nodes or refused; a port is never 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto nodes = sluice::parse_forwarded({reinterpret_cast<const char*>(data), size});
    if (!nodes)
        return 0;
    if (nodes->empty())
        std::abort();
    for (const sluice::ForwardedNode& node : *nodes)
        if (node.port == 0)
            std::abort();
    return 0;
}
