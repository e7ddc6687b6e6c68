// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// What a redirected announce or scrape carries in its query of the way that it has come, so that no
// circle of trackers sends a client around for ever: "sluice_hops=2.down" (docs/tracker-layers.md).
struct LayerMark {
    // Clients follow so many redirections: libtorrent, which follows the fewest, 5.
    static constexpr uint8_t kMostHops = 4;

    uint8_t hops = 0;      // redirections so far; kMostHops: whoever has it is to answer
    bool goes_up = false;  // a tracker further down knew too little: it is not sent down again

    bool is_spent() const { return hops >= kMostHops; }

    friend bool operator==(const LayerMark&, const LayerMark&) = default;
};

// Of a query without a mark: no hops. One that cannot be read, or is there twice, is spent: what is
// not ours to understand is answered, and sent nowhere.
LayerMark read_layer_mark(std::string_view query);

// The query with that mark and no other, all else as it was. Nothing where it holds what may not
// stand in a URL (RFC 3986, section 3.4), so that nobody's query breaks out of a header field.
std::optional<std::string> marked_query(std::string_view query, const LayerMark& mark);

}  // namespace sluice
