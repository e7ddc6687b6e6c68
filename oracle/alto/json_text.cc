// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/json_text.h"

#include <charconv>

namespace sluice {
namespace {

template <typename Number>
void append_decimal(std::string& out, Number number) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<size_t>(end - digits));
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_json_name(std::string& out, std::string_view name) {
    out += '"';
    out += name;
    out += '"';
}

void append_json_cost(std::string& out, float cost) {
    // Most costs are small whole numbers, which take a tenth of the time.
    constexpr float kWhole = 1'000'000;
    if (cost < kWhole && cost == static_cast<float>(static_cast<uint32_t>(cost)))
        append_decimal(out, static_cast<uint32_t>(cost));
    else
        append_decimal(out, cost);
}

void append_json_number(std::string& out, uint32_t number) {
    append_decimal(out, number);
}

void append_json_comma(std::string& out, bool& first) {
    if (!first)
        out += ',';
    first = false;
}

}  // namespace sluice
