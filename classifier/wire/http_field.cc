// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_field.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sluice {
namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// RFC 9110, 5.6.2: tchar. A table, since every letter of every field's name is looked at.
constexpr auto kTokenCharacters = [] {
    std::array<bool, 256> is{};
    for (const char c : std::string_view{"!#$%&'*+-.^_`|~"})
        is[static_cast<uint8_t>(c)] = true;
    for (unsigned c = 0; c < is.size(); ++c)
        is[c] |= (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return is;
}();

}  // namespace

size_t field_name_length(std::string_view text) {
    size_t length = 0;
    while (length < text.size() && kTokenCharacters[static_cast<uint8_t>(text[length])])
        ++length;
    return length;
}

bool is_field(std::string_view name, std::string_view expected) {
    return std::equal(name.begin(), name.end(), expected.begin(), expected.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace sluice
