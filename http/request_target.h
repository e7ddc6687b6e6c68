// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace sluice {

// A request line's target (RFC 9112, section 3.2). Refers to it.
struct RequestTarget {
    std::optional<std::string_view> authority;  // of the absolute form, which beats Host
    std::string_view path;                      // with what is escaped in it
    std::string_view query;                     // without the question mark
};

RequestTarget read_request_target(std::string_view target);

}  // namespace sluice
