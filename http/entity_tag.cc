// SPDX-License-Identifier: Apache-2.0
#include "http/entity_tag.h"

#include <charconv>
#include <functional>

#include "http/field_text.h"

namespace sluice {

std::string entity_tag(std::string_view content) {
    char digits[16];
    const auto hash =
        std::to_chars(digits, digits + sizeof digits, std::hash<std::string_view>()(content), 16);
    std::string tag = "\"";
    tag.append(digits, hash.ptr);
    tag += '-';
    tag += std::to_string(content.size());
    tag += '"';
    return tag;
}

bool names_entity_tag(std::string_view if_none_match, std::string_view tag) {
    std::string_view rest = trimmed(if_none_match);
    if (rest == "*")
        return true;
    while (!rest.empty()) {
        // A tag may hold a comma: it ends at its quote.
        if (rest.starts_with("W/"))
            rest.remove_prefix(2);
        const size_t end = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            take_until(',', rest);
        } else {
            if (rest.substr(0, end + 1) == tag)
                return true;
            rest.remove_prefix(end + 1);
            take_until(',', rest);
        }
        rest = trimmed(rest);
    }
    return false;
}

}  // namespace sluice
