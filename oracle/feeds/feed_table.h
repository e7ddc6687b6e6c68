// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "oracle/feeds/place.h"
#include "policy/address.h"

namespace sluice {

// What a feed says of the addresses in a prefix, as far as no longer prefix of the same feed says
// otherwise. Any part may be left unsaid.
struct FeedEntry {
    static constexpr uint8_t kNoPath = UINT8_MAX;
    static constexpr uint8_t kNoCost = UINT8_MAX;

    Prefix prefix;
    Place place;
    // ASes of the path, each once however often it is prepended, and without our own: 0 is our own
    // network. kNoPath: nothing is said of a path. At most 254.
    uint8_t as_hops = kNoPath;
    // What its network's oracle says that it costs: a place among the table's alto_costs, or
    // kNoCost.
    uint8_t alto_cost = kNoCost;
    // Of AS numbers, 0 is nobody's (RFC 7607): not said, none, or several (an AS_SET).
    uint32_t origin_as = 0;
    uint32_t neighbour_as = 0;  // the first of the path

    bool has_path() const { return as_hops != kNoPath; }
    friend bool operator==(const FeedEntry&, const FeedEntry&) = default;
};
static_assert(sizeof(FeedEntry) == 32);

// What reading a feed came to.
struct FeedCounts {
    uint64_t ipv4_prefixes = 0;
    uint64_t ipv6_prefixes = 0;
    uint64_t default_routes = 0;  // of length 0: they say nothing of whose addresses are whose
    uint64_t repeated = 0;        // prefixes that had been there; what was said first stays
    uint64_t passed_over = 0;     // lines and records that are right and say nothing that matters
    uint64_t wrong = 0;           // lines and records that are not what they should be
    std::string broken;           // why reading ended before the feed's end; empty: it did not

    uint64_t prefixes() const { return ipv4_prefixes + ipv6_prefixes; }
};

// Everything that a feed said. Ordered: IPv4, then IPv6, by address and then by length, each prefix
// once; so what lies within a prefix follows it.
struct FeedTable {
    std::vector<FeedEntry> entries;
    FeedCounts counts;
    std::vector<float> alto_costs;  // ascending, at most kNoCost of them

    bool says_the_same_as(const FeedTable& other) const {
        return entries == other.entries && alto_costs == other.alto_costs;
    }
};

// The order of a FeedTable.
bool comes_before(const Prefix& a, const Prefix& b);

// Gathers a table while a feed is read.
class FeedTableBuilder {
 public:
    // Beyond these a feed is broken. A full table of the internet is a third of it.
    static constexpr size_t kMostEntries = size_t{4} << 20;

    // What is no prefix counts as wrong, and a default route as what it is.
    void add(const FeedEntry& entry);

    FeedCounts& counts() { return table_.counts; }
    bool is_broken() const { return !table_.counts.broken.empty(); }
    // The first reason stays.
    void break_off(std::string why);

    FeedTable finish();  // once

 private:
    FeedTable table_;
};

}  // namespace sluice
