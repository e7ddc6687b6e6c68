// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "control/subscribers/subscriber_lines.h"
#include "policy/subscriber_notation.h"

// Whatever a line holds, it is somebody with a name and an address, or there is a reason, or it is
// passed over.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    sluice::SubscriberLines lines;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const auto line = lines.read(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.subscriber && (!line.reason.empty() || !sluice::is_name(line.subscriber->id) ||
                                line.subscriber->addresses.empty()))
            std::abort();
    }
    return 0;
}
