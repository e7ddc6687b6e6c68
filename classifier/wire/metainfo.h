// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/bytes.h"
#include "classifier/wire/tracker_url.h"

namespace sluice {

struct Metainfo {
    enum class Outcome : uint8_t {
        absent,    // a byte that no metainfo has there
        partial,   // all bytes so far fit, and do not prove it yet
        complete,  // proven, though the end may be missing
    };

    Outcome outcome = Outcome::absent;
    size_t trackers = 0;  // written out
};

// The body of a .torrent's download as http_body gives it, from its start; the end may be missing.
// Proof is a sorted dictionary with known keys of the right types, and in its info either
// - name, length or files, piece length, and as many hashes in pieces as that makes (BEP 3), or a
//   root hash in their place (BEP 30), or
// - a file tree and meta version 2 (BEP 52), or
// - the beginning of files or of a file tree with one file at least, where what was seen ends.
// The trackers that announce and announce-list (BEP 12) name are written out, each once, as many as
// there is room for; they lie in the body.
Metainfo parse_metainfo(Bytes body, std::span<TrackerUrl> trackers);

}  // namespace sluice
