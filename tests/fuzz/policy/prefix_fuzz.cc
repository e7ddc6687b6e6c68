// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/address.h"

// What is read is printed in a form that reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto address = sluice::IpAddress::parse(text)) {
        if (sluice::IpAddress::parse(address->to_string()) != address)
            std::abort();
    }
    const auto prefix = sluice::Prefix::parse(text);
    if (!prefix)
        return 0;
    if (sluice::Prefix::parse(prefix->to_string()) != prefix || !prefix->contains(prefix->address))
        std::abort();
    return 0;
}
