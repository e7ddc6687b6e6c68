// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/config/seconds.h"
#include "control/config/sections.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

using std::chrono::days;
using std::chrono::minutes;

void read_prefixes(const YamlValue& value, std::vector<Prefix>& out) {
    for (const YamlValue& item : value.one_or_more()) {
        if (const auto prefix = read_prefix(item))
            out.push_back(*prefix);
    }
}

void read_id_from(const YamlValue& value, std::vector<DhcpIdSource>& out) {
    out.clear();
    for (const YamlValue& item : value.one_or_more()) {
        const auto index = item.one_of(kDhcpIdSources);
        if (!index)
            continue;
        const auto source = static_cast<DhcpIdSource>(*index);
        if (std::find(out.begin(), out.end(), source) != out.end())
            item.complain("'" + std::string(kDhcpIdSources[*index]) + "' is listed twice");
        out.push_back(source);
    }
}

}  // namespace

void read_dhcp(const YamlValue& value, std::optional<DhcpSettings>& out) {
    const auto fields = value.fields({"servers", "relays", "subscriber_id", "longest_lease"});
    if (!fields)
        return;
    DhcpSettings& settings = out.emplace();
    if (const auto servers = fields->require("servers"))
        read_prefixes(*servers, settings.servers);
    if (const auto relays = fields->find("relays"))
        read_prefixes(*relays, settings.relays);
    if (const auto id_from = fields->find("subscriber_id"))
        read_id_from(*id_from, settings.id_from);
    if (const auto longest = fields->find("longest_lease"))
        read_seconds(*longest, {minutes(1), days(366), "from 1m to 366d"},
                     settings.longest_lease_ns);
}

}  // namespace sluice
