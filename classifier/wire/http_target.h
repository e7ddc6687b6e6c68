// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace sluice {

// A request target's path, without the host that a proxy is told, and its query (RFC 3986, 3.4).
struct HttpTarget {
    std::string_view path;
    std::string_view query;

    explicit HttpTarget(std::string_view target);
};

// Steps through the parameters of a query: key=value, parted by &.
class QueryParameters {
 public:
    explicit QueryParameters(std::string_view query) : rest_(query) {}

    bool next();
    std::string_view key() const { return key_; }
    std::string_view value() const { return value_; }  // as it was sent

 private:
    std::string_view rest_;
    std::string_view key_;
    std::string_view value_;
};

// How many bytes a query's value stands for (RFC 3986, 2.1), nothing if an escape is broken.
std::optional<size_t> decoded_bytes(std::string_view value);

// The value decoded into the room there is; nothing if it has not enough or an escape is broken.
std::optional<std::string_view> decode_into(std::span<char> room, std::string_view value);

// The part of text before the separator, or all of it; text becomes what follows.
std::string_view cut_at(std::string_view& text, char separator);

}  // namespace sluice
