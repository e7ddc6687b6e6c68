// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/feeds/feed_reader.h"

namespace sluice {

// A router's or route collector's table: MRT (RFC 6396) of type TABLE_DUMP_V2, IPv4 and IPv6
// unicast, with or without additional paths (RFC 8050). Of a prefix with several routes the best
// stays, as BgpPath has it; of equal ones the first. Records of other types are passed over.
// Extents in counts: wrong records, and wrong routes in records, one each.
class MrtTable : public FeedReader {
 public:
    // A record of 65,535 peers' routes with attributes of usual size. A longer one breaks it off.
    static constexpr uint32_t kLongestRecord = 16u << 20;

    // own_as: ours, which do not count as hops. only_peers: if there are any, the only ones whose
    // routes count, by their AS; for a collector that hears many networks.
    explicit MrtTable(std::vector<uint32_t> own_as, std::vector<uint32_t> only_peers = {});

    void add(Bytes chunk) override;
    FeedTable finish() override;

 private:
    struct RibForm {
        bool is_ipv4;
        bool has_path_id;
    };

    size_t wanted() const;  // bytes that held_ is to have before it can be read
    Bytes read_whole_records(Bytes bytes);
    void read_record(Bytes record);
    void read_peers(Bytes message);
    void read_rib(Bytes message, RibForm form);

    std::vector<uint32_t> own_as_;
    std::vector<uint32_t> only_peers_;
    std::vector<uint8_t> peer_counts_;  // of each place in the index: whether its routes do
    std::vector<uint8_t> held_;         // the beginning of a record that the last chunk ended in
    FeedTableBuilder builder_;
};

}  // namespace sluice
