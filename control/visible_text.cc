// SPDX-License-Identifier: Apache-2.0
#include "control/visible_text.h"

#include <algorithm>
#include <cstdint>

namespace sluice {
namespace {

// RFC 3629, section 4: the bytes of one character, or 0 if these begin none. The second byte's
// range keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
size_t character_length(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(i < text.size() ? text[i] : 0); };
    const auto is_tail = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const uint8_t first = byte(0);
    const uint8_t second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return is_tail(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool in_range =
            second >= (first == 0xe0 ? 0xa0 : 0x80) && second <= (first == 0xed ? 0x9f : 0xbf);
        return in_range && is_tail(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool in_range =
            second >= (first == 0xf0 ? 0x90 : 0x80) && second <= (first == 0xf4 ? 0x8f : 0xbf);
        return in_range && is_tail(2) && is_tail(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::optional<int> find_line_not_utf8(std::string_view text) {
    int line = 1;
    while (!text.empty()) {
        const size_t length = character_length(text);
        if (length == 0)
            return line;
        line += text.front() == '\n';
        text.remove_prefix(length);
    }
    return std::nullopt;
}

}  // namespace sluice
