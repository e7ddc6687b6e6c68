// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_localities.h"

#include <string>

namespace sluice {

std::vector<Locality> read_localities(const YamlValue& value, const LocationNames& names) {
    std::vector<Locality> localities(names.pid_count(), Locality::transit);
    std::vector<bool> is_said(names.pid_count());
    const auto fields = value.fields({"local", "peering"});
    if (!fields)
        return localities;
    if (!fields->has("local"))
        value.complain("needs 'local': which PIDs are in your own network");
    for (const Locality locality : {Locality::local, Locality::peering}) {
        const auto list = fields->find(name(locality));
        if (!list)
            continue;
        for (const YamlValue& item : list->one_or_more()) {
            const auto named = names.read(item);
            if (!named)
                continue;
            for (const Pid pid : *named) {
                if (is_said[pid] && localities[pid] != locality)
                    item.complain("is in '" + std::string(name(localities[pid])) +
                                  "' already; it is one or the other");
                is_said[pid] = true;
                localities[pid] = locality;
            }
        }
    }
    return localities;
}

}  // namespace sluice
