// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/wire/stream_shape.h"

namespace sluice {

struct DnsMessage {
    bool response = false;
    uint16_t transaction_id = 0;
    uint16_t question_type = 0;  // of the first question; 0 if there is none
    // BEP 22: an SRV question for _bittorrent-tracker._tcp below some domain.
    bool seeks_tracker = false;
};

// The datagram is one message of RFC 1035 to its last byte: questions and records are walked, so
// one is sure by itself. mDNS (RFC 6762) and LLMNR (RFC 4795) have the same form.
std::optional<DnsMessage> parse_dns(Bytes datagram);

struct DnsStream {
    StreamShape shape = StreamShape::absent;
    DnsMessage message;  // if complete
};

// The first message of a stream, behind its length (RFC 1035, 4.2.2). While it is partial only
// header and questions were read.
DnsStream parse_dns_stream(Bytes stream);

}  // namespace sluice
