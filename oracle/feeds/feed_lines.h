// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "oracle/feeds/feed_reader.h"

namespace sluice {

// A feed that is text, a line at a time.
class FeedLines : public FeedReader {
 public:
    // A line of an address, an AS and where they are is shorter by far. Of a longer one nothing is
    // kept, and it counts as wrong.
    static constexpr size_t kLongestLine = 4096;

    void add(Bytes chunk) override;
    FeedTable finish() override;

 protected:
    // One that is not empty, without its end (LF or CRLF) and any byte order mark.
    virtual void read_line(std::string_view line) = 0;

    FeedTableBuilder builder_;

 private:
    void end_line(std::string_view line);

    std::string begun_;  // of the line that the last chunk ended in
    bool too_long_ = false;
    bool is_first_ = true;
};

}  // namespace sluice
