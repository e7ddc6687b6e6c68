// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "oracle/tracker/hash_list.h"
#include "oracle/tracker/tracker_config.h"

// Whatever the file holds, it is read or there is a complaint, never both and never neither.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = sluice::parse_tracker_config(text, "tracker.yaml");
    if (parsed.config.has_value() != parsed.complaints.empty())
        std::abort();
    if (parsed.config && parsed.config->udp.empty() && parsed.config->http.empty())
        std::abort();
    sluice::parse_hashes(text, "hashes");
    return 0;
}
