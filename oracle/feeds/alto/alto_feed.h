// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "http/fetch.h"
#include "oracle/feeds/alto/alto_maps.h"
#include "oracle/feeds/network_feed.h"

namespace sluice {

// What another network's oracle tells by ALTO (RFC 7285): its directory, the default network map
// and numerical routing costs, as a table of what its addresses cost from here. Maps that are still
// the same are not sent again (entity tags). The directory's own server is asked for all three and
// no other, so that nobody sends us elsewhere.
class AltoFeed : public NetworkFeed {
 public:
    static constexpr uint64_t kDeadlineNs = 20'000'000'000;  // of each of the three

    explicit AltoFeed(AltoFeedSource source, uint64_t deadline_ns = kDeadlineNs);

    FeedTable read(const std::stop_token& stop) override;

 private:
    // A document that was read, and what it was read from.
    template <typename Document>
    struct Kept {
        Document document;
        std::string uri;
        std::string entity_tag;
    };
    // Whether there is another document than before. Throws std::runtime_error, one line.
    template <typename Document, typename Read>
    bool renew(Kept<Document>& kept, const std::string& uri, const char* media_type, Read parse);
    FeedTable read_maps();

    const AltoFeedSource source_;
    FetchOptions options_;
    Kept<AltoDirectory> directory_;
    Kept<AltoNetworkMap> map_;
    Kept<AltoCosts> costs_;
};

}  // namespace sluice
