// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "oracle/feeds/feed_lines.h"

namespace sluice {

// A table of which AS originates which addresses, in the format of iptoasn.com: lines of five
// fields with tabs between them, of which the last two may be missing:
//   192.0.2.0  192.0.2.255  64500  DE  EXAMPLE-NET
// first and last address, AS number, the country where the AS is registered, description. AS 0
// stands for what nobody routes, and is passed over; a country of None for none.
class IpToAsLines : public FeedLines {
 protected:
    void read_line(std::string_view line) override;

 private:
    std::vector<Prefix> prefixes_;  // of the line
};

}  // namespace sluice
