// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/bytes.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/tracker.h"
#include "oracle/udp/connection_ids.h"

namespace sluice {

// BEP 15: a datagram in, a datagram out. Until a client has proven by its connection id that it
// receives at its address, no answer is larger than what was asked, so that nobody is flooded in
// another's name. As its tracker, one thread at a time.
class UdpService {
 public:
    UdpService(Tracker& tracker, const ConnectionIds& ids, RequestCounts& counts)
        : tracker_(tracker), ids_(ids), counts_(counts) {}

    // The answer's size; 0: none is to be sent. reply: room for kUdpReplyBytes.
    size_t answer(Bytes datagram, const IpAddress& source, uint32_t now_s,
                  std::span<uint8_t> reply);

 private:
    size_t announce(uint32_t transaction_id, const AnnounceRequest& request,
                    const IpAddress& source, uint32_t now_s, std::span<uint8_t> reply);
    size_t scrape(uint32_t transaction_id, Bytes hashes, std::span<uint8_t> reply);

    Tracker& tracker_;
    const ConnectionIds& ids_;
    RequestCounts& counts_;
};

}  // namespace sluice
