// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "classifier/wire/json_members.h"
#include "classifier/wire/ppsp_tracker.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Bytes input{data, size};
    JsonMembers members{{reinterpret_cast<const char*>(data), size}};
    while (members.next()) {
    }
    // More bytes may settle a stream, but never change what was settled.
    const PpspTrackerMessage before = parse_ppsp_tracker(input.first(size / 2));
    if (before != PpspTrackerMessage::partial && before != parse_ppsp_tracker(input))
        std::abort();
    return 0;
}
