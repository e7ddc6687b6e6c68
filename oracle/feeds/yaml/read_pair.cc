// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_pair.h"

namespace sluice {
namespace {

void add_pids(const YamlValue& name, const LocationNames& names, std::vector<Pid>& pids) {
    if (const auto named = names.read(name))
        pids.insert(pids.end(), named->begin(), named->end());
}

void read_end(const YamlFields& fields, std::string_view key, const LocationNames& names,
              std::vector<Pid>& pids) {
    if (const auto value = fields.require(key))
        for (const YamlValue& name : value->one_or_more())
            add_pids(name, names, pids);
}

}  // namespace

LocationPairs read_pair(const YamlFields& fields, const LocationNames& names) {
    LocationPairs pairs;
    const auto between = fields.find("between");
    if (between && (fields.has("from") || fields.has("to")))
        fields.value().complain(
            "'between' is both ways, 'from' and 'to' one way; write one or the other");
    pairs.both_ways = between.has_value();
    if (!between) {
        read_end(fields, "from", names, pairs.from);
        read_end(fields, "to", names, pairs.to);
        return pairs;
    }
    const auto ends = between->items();
    if (ends.size() != 2) {
        between->complain("is no two names, like [north, south]");
        return pairs;
    }
    add_pids(ends[0], names, pairs.from);
    add_pids(ends[1], names, pairs.to);
    return pairs;
}

}  // namespace sluice
