// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/locality/locality_lines.h"

// There is a table or a reason for none, on one line, and what is in a table is one of the three.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto parsed = sluice::parse_localities({reinterpret_cast<const char*>(data), size}, "f");
    if ((parsed.table != nullptr) != parsed.complaints.empty())
        std::abort();
    for (const sluice::Complaint& complaint : parsed.complaints)
        if (complaint.to_string().find('\n') != std::string::npos)
            std::abort();
    if (parsed.table == nullptr)
        return 0;
    if (parsed.table->prefixes() == 0)
        std::abort();
    for (const char* address : {"198.18.7.9", "2001:db8:5::1", "0.0.0.0", "::"}) {
        const auto at = parsed.table->of(*sluice::IpAddress::parse(address));
        if (at == sluice::Locality::unknown || static_cast<size_t>(at) >= sluice::kLocalityCount)
            std::abort();
    }
    return 0;
}
