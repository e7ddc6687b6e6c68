// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "oracle/feeds/feed_reader.h"
#include "oracle/feeds/topology_definition.h"

namespace sluice {

// What reads a source's bytes, packed or not.
std::unique_ptr<FeedReader> reader_of(const FeedSource& source, const Neighbours& neighbours);

// Reads the source's file from its beginning to its end. A file that cannot be read is a broken
// table. Takes as long as it takes: for no thread that answers anybody.
FeedTable read_feed_file(const FeedSource& source, const Neighbours& neighbours);

}  // namespace sluice
