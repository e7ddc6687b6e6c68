// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "oracle/feeds/feed_table.h"

namespace sluice {

// A feed as far as it is believed: the last good table, and how old that is. One thread; tables
// handed out are immutable, for any thread.
class BelievedFeed {
 public:
    // What was read of it now. False if it is not credible: then what was believed stays.
    // Times are of one clock that does not go back.
    bool offer(FeedTable table, uint64_t now_ns);
    // The same whatever it has lost: an operator says that it is right. What is broken, empty or
    // garbage is not taken so either.
    bool accept(FeedTable table, uint64_t now_ns);

    // Null before the first good one.
    std::shared_ptr<const FeedTable> table() const { return table_; }
    // Since the last good one; nothing before the first.
    std::optional<uint64_t> age_ns(uint64_t now_ns) const;
    uint64_t refused() const { return refused_; }          // how often, ever
    const std::string& objection() const { return why_; }  // to the last one; "": it is believed

 private:
    bool take(FeedTable table, uint64_t now_ns, std::string why_not);

    std::shared_ptr<const FeedTable> table_;
    uint64_t read_at_ns_ = 0;
    uint64_t refused_ = 0;
    std::string why_;
};

}  // namespace sluice
