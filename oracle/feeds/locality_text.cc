// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/locality_text.h"

#include <algorithm>
#include <utility>

#include "oracle/feeds/feed_table.h"

namespace sluice {

std::string locality_text(const NetworkMap& map, const std::vector<Locality>& localities) {
    std::vector<std::pair<Prefix, Locality>> prefixes;
    prefixes.reserve(map.prefix_count());
    for (Pid pid = 0; pid < map.names().size(); ++pid)
        for (const Prefix& prefix : map.prefixes(pid))
            prefixes.emplace_back(prefix, localities[pid]);
    std::ranges::sort(prefixes, comes_before, &std::pair<Prefix, Locality>::first);

    std::string text = "# Where addresses are, for sluiced; what is nowhere here is transit.\n";
    std::vector<std::pair<Prefix, Locality>> around;  // each in the one before
    for (const auto& [prefix, locality] : prefixes) {
        while (!around.empty() && !around.back().first.contains(prefix.address))
            around.pop_back();
        const Locality otherwise = around.empty() ? Locality::transit : around.back().second;
        around.emplace_back(prefix, locality);
        if (locality == otherwise)
            continue;
        text += prefix.to_string();
        text += ',';
        text += name(locality);
        text += '\n';
    }
    return text;
}

}  // namespace sluice
