// SPDX-License-Identifier: Apache-2.0
#include "classifier/tracker_names.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto read = TrackerNames::read({"input", text});
    if (const auto* const names = std::get_if<TrackerNames>(&read))
        names->contains(text.substr(0, text.find('\n')));
    TrackerNames::built_in().contains(text);
    return 0;
}
