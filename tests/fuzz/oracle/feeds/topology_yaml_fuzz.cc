// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "oracle/feeds/placed_prefixes.h"
#include "oracle/feeds/topology_yaml.h"

// Any text is a topology whose map is complete, or has complaints of one line each: never both,
// never neither.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const sluice::ParsedTopology parsed = sluice::parse_topology(text, "fuzz.yaml");
    if (parsed.definition.has_value() != parsed.complaints.empty())
        std::abort();
    for (const sluice::Complaint& complaint : parsed.complaints)
        if (complaint.to_string().find('\n') != std::string::npos)
            std::abort();
    if (!parsed.definition)
        return 0;
    const std::vector<const sluice::FeedTable*> none(parsed.definition->feeds.size());
    const auto placed = sluice::place_prefixes(*parsed.definition, none);
    if (placed.prefixes.size() < 2 || placed.prefixes.front().first.length != 0)
        std::abort();
    return 0;
}
