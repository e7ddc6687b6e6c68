// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_field.h"

#include <algorithm>

namespace sluice {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool is_field_name(std::string_view text) {  // RFC 9110, 5.6.2
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const char l = lower(c);
        return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || kMarks.find(c) != kMarks.npos;
    });
}

bool is_field(std::string_view name, std::string_view expected) {
    return std::equal(name.begin(), name.end(), expected.begin(), expected.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace sluice
