// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/wire/http.h"

namespace sluice {

enum class WebSeedRequest : uint8_t {
    absent,     // not a request to a web seed, or not to be told from a download
    partial,    // the head goes on
    http_seed,  // BEP 17: info_hash of 20 bytes after decoding, a piece and perhaps ranges: exact
    web_seed,   // BEP 19: a range of a file, asked for by a client that does nothing but BitTorrent
    download,   // the same by a client that fetches files from the web as well: it may be either
};

// The head of an HTTP request. BEP 17 is told by its first line, BEP 19 by its User-Agent and
// Range.
WebSeedRequest parse_web_seed_request(const HttpHead& head);

}  // namespace sluice
