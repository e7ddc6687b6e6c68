// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "control/config/config_file.h"

// Whatever the file holds, it is read or there is a complaint, never both and never neither.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = sluice::parse_config_file(text, "box.yaml");
    if (parsed.config.has_value() != parsed.complaints.empty())
        std::abort();
    if (parsed.config && parsed.config->policy_text.size() + parsed.config->box_text.size() != size)
        std::abort();
    return 0;
}
