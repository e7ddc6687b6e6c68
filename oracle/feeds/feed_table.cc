// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_table.h"

#include <algorithm>
#include <utility>

#include "oracle/feeds/address_bits.h"

namespace sluice {

bool comes_before(const Prefix& a, const Prefix& b) {
    const bool a_is_ipv4 = a.address.is_ipv4();
    if (a_is_ipv4 != b.address.is_ipv4())
        return a_is_ipv4;
    const AddressBits a_bits = address_bits(a.address);
    const AddressBits b_bits = address_bits(b.address);
    return a_bits != b_bits ? a_bits < b_bits : a.length < b.length;
}

void FeedTableBuilder::add(const FeedEntry& entry) {
    if (is_broken())
        return;
    if (!is_prefix(entry.prefix)) {
        ++table_.counts.wrong;
        return;
    }
    if (entry.prefix.length == 0) {
        ++table_.counts.default_routes;
        return;
    }
    if (table_.entries.size() == kMostEntries) {
        break_off("it has more than " + std::to_string(kMostEntries) + " prefixes");
        return;
    }
    table_.entries.push_back(entry);
}

void FeedTableBuilder::break_off(std::string why) {
    if (!is_broken())
        table_.counts.broken = std::move(why);
}

FeedTable FeedTableBuilder::finish() {
    auto& entries = table_.entries;
    const auto in_order = [](const FeedEntry& a, const FeedEntry& b) {
        return comes_before(a.prefix, b.prefix);
    };
    // Routers and tables give them in order; then this is the whole of it.
    if (!std::is_sorted(entries.begin(), entries.end(), in_order))
        std::stable_sort(entries.begin(), entries.end(), in_order);
    const auto end =
        std::unique(entries.begin(), entries.end(),
                    [](const FeedEntry& a, const FeedEntry& b) { return a.prefix == b.prefix; });
    table_.counts.repeated += static_cast<uint64_t>(entries.end() - end);
    entries.erase(end, entries.end());

    const auto first_ipv6 =
        std::partition_point(entries.begin(), entries.end(),
                             [](const FeedEntry& entry) { return entry.prefix.address.is_ipv4(); });
    table_.counts.ipv4_prefixes = static_cast<uint64_t>(first_ipv6 - entries.begin());
    table_.counts.ipv6_prefixes = static_cast<uint64_t>(entries.end() - first_ipv6);
    return std::move(table_);
}

}  // namespace sluice
