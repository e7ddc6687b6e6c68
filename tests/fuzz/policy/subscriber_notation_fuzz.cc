// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/subscriber_notation.h"

// What is read is written and read back the same; what is not has a reason.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto read = sluice::parse_subscriber_address({reinterpret_cast<const char*>(data), size});
    if (read.address.has_value() != read.reason.empty())
        std::abort();
    if (read.address &&
        sluice::parse_subscriber_address(sluice::to_string(*read.address)).address != read.address)
        std::abort();
    return 0;
}
