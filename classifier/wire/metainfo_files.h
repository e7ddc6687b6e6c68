// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/wire/bencode_prefix.h"

namespace sluice {

// The files that a metainfo's info dictionary describes. Each reads one value; true if it was there
// as a whole. What the BEPs do not allow makes it malformed.

// BEP 3: a length, which is added to the total.
bool read_file_length(BencodePrefix& in, uint64_t& total_bytes);

// BEP 3: a list of lengths and paths, at least one; BEP 47 has links and padding. any becomes true
// once one file has been read.
bool read_files(BencodePrefix& in, bool& any, uint64_t& total_bytes);

// BEP 52: dictionaries by path element, down to the files' lengths and roots.
bool read_file_tree(BencodePrefix& in, bool& any);

}  // namespace sluice
