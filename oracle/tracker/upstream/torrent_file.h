// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "classifier/bytes.h"
#include "oracle/tracker/info_hash.h"

namespace sluice {

// What a metainfo file says of its swarm.
struct TorrentFile {
    std::vector<InfoHash> hashes;  // of BEP 3, of BEP 52, or both for a hybrid
    bool is_private = false;       // BEP 27; also where `private` is anything but 0
};

// A whole file, as strictly as bencode is (BEP 3): nothing of what is anything else.
std::optional<TorrentFile> parse_torrent_file(Bytes file);

}  // namespace sluice
