// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/address.h"

namespace sluice {

// A plain list of peers, one a line: an address, 192.0.2.1 or 2001:db8::1, or one with a port,
// 192.0.2.1:6881 or [2001:db8::1]:6881. Lines end in LF or CRLF; empty ones are passed over.
struct PeerList {
    std::vector<std::string_view> lines;  // without their ends; of the text
    std::vector<IpAddress> addresses;     // of each line
    size_t bad_line = 0;                  // the number of the first that is neither; 0: none
    bool is_too_long = false;             // more than `most`
};

PeerList read_peer_list(std::string_view text, size_t most);

// "from=192.0.2.1" of a query: whom the list is for. Nothing if it is there and no address;
// otherwise it is the client.
std::optional<IpAddress> read_asker(std::string_view query, const IpAddress& client);

}  // namespace sluice
