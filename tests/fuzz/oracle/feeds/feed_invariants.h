// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "oracle/feeds/address_bits.h"
#include "oracle/feeds/feed_credibility.h"
#include "oracle/feeds/feed_reader.h"

namespace sluice {

// Given in two pieces, cut where the input itself says.
inline FeedTable table_in_two(FeedReader& reader, Bytes input) {
    const size_t cut = input.empty() ? 0 : input.size() * input.front() / 256;
    reader.add(input.first(cut));
    reader.add(input.subspan(cut));
    return reader.finish();
}

// Of a table whatever it was read from: in order, each prefix once and without bits behind its
// length, and its counts those of its entries.
inline void check_table(const FeedTable& table) {
    size_t ipv4 = 0;
    for (size_t i = 0; i < table.entries.size(); ++i) {
        const Prefix& prefix = table.entries[i].prefix;
        if (i > 0 && !comes_before(table.entries[i - 1].prefix, prefix))
            std::abort();
        if (!is_prefix(prefix) || prefix.length == 0 ||
            Prefix::covering(prefix.address, prefix.length) != prefix)
            std::abort();
        ipv4 += prefix.address.is_ipv4() ? 1 : 0;
    }
    if (table.counts.ipv4_prefixes != ipv4 || table.counts.prefixes() != table.entries.size())
        std::abort();
    if (is_credible(nullptr, table.counts) && table.entries.empty())
        std::abort();
}

}  // namespace sluice
