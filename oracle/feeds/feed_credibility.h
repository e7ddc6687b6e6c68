// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/feeds/feed_table.h"

namespace sluice {

// Whether what a feed says now may replace what it said before (null: it is the first time). A feed
// fails by halves: a session that has just come up, a default route instead of a table, a file that
// is still being written, an error page. Then what was believed before stays.
//
// Not credible is what broke off; what says nothing of any prefix, or nothing but a default route;
// what is wrong more often than right; and what has lost more than half of the prefixes of either
// family.
bool is_credible(const FeedCounts* previous, const FeedCounts& next);

// Why it is not, for one line of a log or an alarm; "" if it is.
std::string why_not_credible(const FeedCounts* previous, const FeedCounts& next);

}  // namespace sluice
