// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"

namespace sluice {

enum class HttpTrackerRequest : uint8_t {
    absent,    // the request line, so far or as a whole, is not one to a tracker
    partial,   // the request line goes on
    announce,  // BEP 3: info_hash and peer_id of 20 bytes each after percent-decoding, and a port
    scrape,    // BEP 48: one or more info_hash of 20 bytes
};

// The first bytes of a stream that begins with an HTTP request.
HttpTrackerRequest parse_http_tracker_request(Bytes stream);

}  // namespace sluice
