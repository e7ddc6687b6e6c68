// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oracle/feeds/feed_lines.h"

namespace sluice {

// A self-published geolocation feed (RFC 8805): lines of
//   192.0.2.0/25,US,US-AL,Alabaster,
// prefix or address, country, region, city, postal code. City and postal code are not looked at. A
// line that has anything wrong with the other three is discarded as a whole (section 2.1.3); a
// prefix without any place is one of which nothing is to be believed, whatever is said of the
// longer block that it is in (section 2.1.2).
class GeofeedLines : public FeedLines {
 protected:
    void read_line(std::string_view line) override;

 private:
    std::vector<std::string> cells_;  // of the line
};

}  // namespace sluice
