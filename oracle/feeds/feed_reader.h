// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"
#include "oracle/feeds/feed_table.h"

namespace sluice {

// Makes a table of a feed's bytes as they come. A feed is not trusted: what is wrong in it is
// counted and passed over, its memory is bounded, and it never throws but std::bad_alloc.
class FeedReader {
 public:
    virtual ~FeedReader() = default;

    virtual void add(Bytes chunk) = 0;  // the next bytes, cut anywhere
    virtual FeedTable finish() = 0;     // there are no more; once
};

}  // namespace sluice
