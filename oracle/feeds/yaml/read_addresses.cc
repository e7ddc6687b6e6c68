// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_addresses.h"

#include <map>
#include <string>

#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr size_t kMost = 10'000;  // caches, prefixes of realms

void limit(const YamlValue& value, size_t count) {
    if (count > kMost)
        value.complain("has " + std::to_string(count) + " prefixes, more than the " +
                       std::to_string(kMost) + " that there may be");
}

}  // namespace

std::vector<Prefix> read_caches(const YamlValue& value) {
    std::vector<Prefix> caches;
    std::map<Prefix, int> lines;
    for (const YamlValue& item : value.one_or_more()) {
        const auto prefix = read_prefix(item);
        if (!prefix)
            continue;
        const auto [first, is_new] = lines.emplace(*prefix, item.line());
        if (is_new)
            caches.push_back(*prefix);
        else
            item.complain("is here twice; the first is on line " + std::to_string(first->second));
    }
    limit(value, caches.size());
    return caches;
}

std::vector<Topology::Realm> read_realms(const YamlValue& value) {
    std::vector<Topology::Realm> realms;
    std::map<Prefix, std::string> realm_of;
    for (const auto& [name, entry] : value.entries()) {
        Topology::Realm& realm = realms.emplace_back();
        realm.name = name;
        for (const YamlValue& item : entry.one_or_more()) {
            const auto prefix = read_prefix(item);
            if (!prefix)
                continue;
            const auto [first, is_new] = realm_of.emplace(*prefix, name);
            if (is_new)
                realm.inside.push_back(*prefix);
            else
                item.complain("is in realm '" + first->second +
                              "' already; an address tells which realm it is in");
        }
    }
    limit(value, realm_of.size());
    return realms;
}

}  // namespace sluice
