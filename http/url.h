// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// Where something is by HTTP or HTTPS (RFC 9110, section 4.2).
struct HttpUrl {
    static constexpr size_t kLongest = 2'048;

    bool is_https = false;
    std::string host;  // a name in lower case, or an address without brackets
    uint16_t port = 0;
    std::string target = "/";  // path and query, as a request line has them

    // Nothing of what is no such URL, is longer than kLongest, or holds what may not be in one: so
    // no part of it can break out of a request. One with a user in it is none (section 4.2.4). A
    // fragment is nobody's but the reader's, and left out.
    static std::optional<HttpUrl> parse(std::string_view text);

    // What a document from here names: a whole URL, or a path from "/" at the same server.
    std::optional<HttpUrl> refer(std::string_view reference) const;

    // As the Host field has it: without the port where that is the usual one.
    std::string authority() const;
    bool is_same_server(const HttpUrl& other) const {
        return is_https == other.is_https && host == other.host && port == other.port;
    }
    std::string to_string() const;

    friend bool operator==(const HttpUrl&, const HttpUrl&) = default;
};

}  // namespace sluice
