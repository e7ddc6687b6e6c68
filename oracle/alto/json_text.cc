// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/json_text.h"

#include <algorithm>
#include <charconv>

namespace sluice {
namespace {

constexpr size_t kDigitsMost = 32;  // more than any number has

template <typename Number>
void append_decimal(std::string& out, Number number) {
    char digits[kDigitsMost];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<size_t>(end - digits));
}

// Most costs are small whole numbers, which take a tenth of the time.
bool is_small_and_whole(float cost) {
    constexpr float kSmall = 1'000'000;
    return cost < kSmall && cost == static_cast<float>(static_cast<uint32_t>(cost));
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
    if (is_small_and_whole(cost))
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

void JsonCostMembers::add(std::string_view name, float cost) {
    constexpr size_t kAround = 4;  // a comma, two quotes and a colon
    if (name.size() + kAround + kDigitsMost > gathered_.size() - length_) {
        hand_over();
        if (name.size() + kAround + kDigitsMost > gathered_.size()) {
            append_json_comma(out_, first_);
            append_json_name(out_, name);
            out_ += ':';
            return append_json_cost(out_, cost);
        }
    }
    char* end = gathered_.data() + length_;
    if (!first_)
        *end++ = ',';
    first_ = false;
    *end++ = '"';
    end = std::copy(name.begin(), name.end(), end);
    *end++ = '"';
    *end++ = ':';
    end = is_small_and_whole(cost)
              ? std::to_chars(end, end + kDigitsMost, static_cast<uint32_t>(cost)).ptr
              : std::to_chars(end, end + kDigitsMost, cost).ptr;
    length_ = static_cast<size_t>(end - gathered_.data());
}

void JsonCostMembers::hand_over() {
    out_.append(gathered_.data(), length_);
    length_ = 0;
}

}  // namespace sluice
