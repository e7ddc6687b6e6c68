// SPDX-License-Identifier: Apache-2.0
// Metainfo files of a folder, whatever lies there.
#include <cstdlib>

#include "oracle/tracker/upstream/torrent_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto torrent = sluice::parse_torrent_file({data, size});
    if (torrent && (torrent->hashes.empty() || torrent->hashes.size() > 2))
        std::abort();
    return 0;
}
