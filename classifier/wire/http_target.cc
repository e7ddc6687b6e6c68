// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_target.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace sluice {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

HttpTarget::HttpTarget(std::string_view target) {
    path = cut_at(target, '?');
    query = target;
    if (const size_t scheme = path.find("://"); !path.starts_with('/') && scheme != path.npos)
        path.remove_prefix(std::min(path.find('/', scheme + 3), path.size()));
}

bool QueryParameters::next() {
    if (rest_.empty())
        return false;
    value_ = cut_at(rest_, '&');
    key_ = cut_at(value_, '=');
    return true;
}

std::optional<size_t> decoded_bytes(std::string_view value) {
    size_t count = 0;
    for (size_t i = 0; i < value.size(); ++i, ++count) {
        if (value[i] != '%')
            continue;
        if (i + 2 >= value.size() || !is_hex(value[i + 1]) || !is_hex(value[i + 2]))
            return std::nullopt;
        i += 2;
    }
    return count;
}

std::optional<std::string_view> decode_into(std::span<char> room, std::string_view value) {
    const auto count = decoded_bytes(value);
    if (!count || *count > room.size())
        return std::nullopt;
    for (size_t i = 0, written = 0; i < value.size(); ++i, ++written) {
        room[written] = value[i];
        if (value[i] != '%')
            continue;
        uint8_t byte = 0;
        std::from_chars(value.data() + i + 1, value.data() + i + 3, byte, 16);
        room[written] = static_cast<char>(byte);
        i += 2;
    }
    return std::string_view{room.data(), *count};
}

std::string_view cut_at(std::string_view& text, char separator) {
    const size_t at = std::min(text.find(separator), text.size());
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return before;
}

}  // namespace sluice
