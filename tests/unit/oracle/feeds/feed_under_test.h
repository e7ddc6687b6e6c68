// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/feeds/feed_reader.h"
#include "policy/address.h"

namespace sluice {

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// The table of a whole feed, given in pieces of that size; 0: at once.
template <typename Reader>
FeedTable table_of(Reader&& reader, Bytes whole, size_t piece = 0) {
    while (piece != 0 && whole.size() > piece) {
        reader.add(whole.first(piece));
        whole = whole.subspan(piece);
    }
    reader.add(whole);
    return reader.finish();
}

inline FeedEntry of_origin(std::string_view prefix, uint32_t origin_as,
                           std::string_view country = "") {
    FeedEntry entry;
    entry.prefix = *Prefix::parse(prefix);
    entry.origin_as = origin_as;
    entry.place = Place::parse_country(country).value_or(Place{});
    return entry;
}

inline FeedEntry of_path(std::string_view prefix, uint8_t as_hops, uint32_t neighbour_as,
                         uint32_t origin_as) {
    FeedEntry entry = of_origin(prefix, origin_as);
    entry.as_hops = as_hops;
    entry.neighbour_as = neighbour_as;
    return entry;
}

// place: "", "DE" or "DE-HH".
inline FeedEntry of_place(std::string_view prefix, std::string_view place) {
    FeedEntry entry = of_origin(prefix, 0, place);
    if (place.size() > 2)
        entry.place = *Place::parse_region(place);
    return entry;
}

// A table as a reader would have left it.
inline FeedTable table_with(const std::vector<FeedEntry>& entries) {
    FeedTableBuilder builder;
    for (const FeedEntry& entry : entries)
        builder.add(entry);
    return builder.finish();
}

}  // namespace sluice
