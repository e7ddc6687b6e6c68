// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "classifier/bytes.h"
#include "oracle/feeds/feed_table.h"

namespace sluice {

// What the attributes of a BGP route (RFC 4271, section 4.3) say of its way.
struct BgpPath {
    uint32_t local_pref = 100;  // LOCAL_PREF; what routers take where there is none
    uint16_t length = 0;        // as section 9.1.2.2 counts: prepended ones too, a set as one
    uint8_t as_hops = 0;        // without repeats; at most 254
    uint32_t origin_as = 0;     // the last; 0: several (an AS_SET), or our own network
    uint32_t neighbour_as = 0;  // the first; 0: our own network, or a set

    // A higher preference, then a shorter way: the first two steps of the decision process
    // (sections 9.1.1 and 9.1.2.2), and those that tell ways apart that matter here.
    bool is_better_than(const BgpPath& other) const {
        return local_pref != other.local_pref ? local_pref > other.local_pref
                                              : length < other.length;
    }

    // What a feed says of a network that it leads to.
    FeedEntry entry_of(const Prefix& prefix) const {
        FeedEntry entry;
        entry.prefix = prefix;
        entry.as_hops = as_hops;
        entry.origin_as = origin_as;
        entry.neighbour_as = neighbour_as;
        return entry;
    }
};

// Reads them with AS numbers of four bytes (RFC 6793, as TABLE_DUMP_V2 has them); where an old
// speaker left AS 23456 in the path, AS4_PATH fills it in. Our own ASes (sorted) at its front and
// segments of a confederation (RFC 5065) are not of the way. Nothing if the attributes are cut, or
// there is neither an AS_PATH nor an ORIGIN.
std::optional<BgpPath> parse_bgp_path(Bytes attributes, std::span<const uint32_t> own_as);

}  // namespace sluice
