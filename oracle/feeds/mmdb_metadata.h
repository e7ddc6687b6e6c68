// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// How many bytes the search tree of a MaxMind DB claims to have, by its metadata; nothing if that
// is not what the format says. libmaxminddb 1.7 multiplies in 32 bits and believes the product, so
// it reads beyond the file where this is more than the file has; and of languages and descriptions
// that are no strings it loses memory.
std::optional<uint64_t> mmdb_tree_bytes(Bytes database);

}  // namespace sluice
