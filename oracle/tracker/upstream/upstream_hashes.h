// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oracle/tracker/info_hash.h"

namespace sluice {

// Another tracker, whose peers are told here too, of some swarms.
struct UpstreamConfig {
    std::string announce;   // its URL
    std::string ca_file;    // who signs its certificate; empty: whom the system trusts
    std::string hash_file;  // of which swarms: as hash_list.h has it; empty: none
    std::string folder;     // and those of the metainfo files there, unless they are private
    uint32_t interval_s = 1'800;
};

struct UpstreamHashes {
    std::vector<InfoHash> hashes;  // ascending, each once
    size_t files = 0;              // metainfo files that count
    size_t private_files = 0;      // and those that do not (BEP 27), whatever the list says
    size_t broken_files = 0;
};

// Reads both now. Throws std::runtime_error, a line for each mistake in the list, or one for a
// folder that cannot be read; a file there that is no metainfo is counted.
UpstreamHashes read_upstream_hashes(const UpstreamConfig& config);

}  // namespace sluice
