// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_reading.h"

#include <exception>
#include <string>
#include <utility>

namespace sluice {

FeedReading::FeedReading(NetworkFeed& feed) {
    thread_ = std::jthread([this, &feed](const std::stop_token& stop) {
        try {
            table_ = feed.read(stop);
        } catch (const std::exception& error) {  // memory, as a rule
            table_ = {};
            table_.counts.broken = std::string("cannot read it: ") + error.what();
        }
        is_done_ = true;
    });
}

FeedTable FeedReading::take() {
    thread_.join();
    return std::move(table_);
}

}  // namespace sluice
