// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/believed_feed.h"

#include <utility>

#include "oracle/feeds/feed_credibility.h"

namespace sluice {

bool BelievedFeed::offer(FeedTable table, uint64_t now_ns) {
    std::string why_not = why_not_credible(table_ ? &table_->counts : nullptr, table.counts);
    return take(std::move(table), now_ns, std::move(why_not));
}

bool BelievedFeed::accept(FeedTable table, uint64_t now_ns) {
    std::string why_not = why_not_credible(nullptr, table.counts);
    return take(std::move(table), now_ns, std::move(why_not));
}

bool BelievedFeed::take(FeedTable table, uint64_t now_ns, std::string why_not) {
    why_ = std::move(why_not);
    if (!why_.empty()) {
        ++refused_;
        return false;
    }
    table_ = std::make_shared<const FeedTable>(std::move(table));
    read_at_ns_ = now_ns;
    return true;
}

std::optional<uint64_t> BelievedFeed::age_ns(uint64_t now_ns) const {
    return table_ ? std::optional(now_ns - read_at_ns_) : std::nullopt;
}

}  // namespace sluice
