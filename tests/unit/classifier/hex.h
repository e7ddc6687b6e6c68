// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "classifier/bytes.h"

namespace sluice {

// "00 ff" and "00ff" are two bytes.
inline std::vector<uint8_t> hex(std::string_view text) {
    std::vector<uint8_t> bytes;
    int digits = 0;
    for (const char c : text) {
        if (c == ' ')
            continue;
        const size_t value = std::string_view("0123456789abcdef").find(c);
        if (value == std::string_view::npos)
            throw std::invalid_argument("not a hexadecimal digit");
        if (digits++ % 2 == 0)
            bytes.push_back(static_cast<uint8_t>(value << 4));
        else
            bytes.back() = static_cast<uint8_t>(bytes.back() | value);
    }
    return bytes;
}

inline std::vector<uint8_t> text_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

inline std::vector<uint8_t> operator+(std::vector<uint8_t> first, Bytes second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

}  // namespace sluice
