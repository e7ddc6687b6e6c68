// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/bencode_prefix.h"

#include <algorithm>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

constexpr size_t kDigits = 18;  // fit into 63 bits
// A length above it is a lie: the largest metainfo files have some tens of megabytes.
constexpr uint64_t kLongestString = uint64_t{1} << 31;

bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

}  // namespace

BencodePrefix::Type BencodePrefix::type() const {
    if (!ok() || position_ == bytes_.size())
        return Type::none;
    const uint8_t first = bytes_[position_];
    if (is_digit(first))
        return Type::string;
    switch (first) {
        case 'i':
            return Type::integer;
        case 'l':
            return Type::list;
        case 'd':
            return Type::dictionary;
        default:
            return Type::none;
    }
}

bool BencodePrefix::take(char byte) {
    if (!ok())
        return false;
    if (position_ == bytes_.size()) {
        fail(State::cut);
        return false;
    }
    if (bytes_[position_] != static_cast<uint8_t>(byte))
        return false;
    ++position_;
    return true;
}

// Digits without a leading zero, and the terminator behind them.
uint64_t BencodePrefix::number(char terminator) {
    const size_t first = position_;
    uint64_t value = 0;
    for (; ok() && position_ < bytes_.size() && is_digit(bytes_[position_]); ++position_) {
        if (position_ - first == kDigits || (position_ == first + 1 && bytes_[first] == '0'))
            fail(State::malformed);
        else
            value = value * 10 + (bytes_[position_] - uint64_t{'0'});
    }
    const size_t digits = position_ - first;
    if (take(terminator) && digits > 0)
        return value;
    fail(State::malformed);
    return 0;
}

int64_t BencodePrefix::integer() {
    expect(take('i'));
    const bool negative = take('-');
    const auto magnitude = static_cast<int64_t>(number('e'));
    expect(!negative || magnitude != 0);
    return negative ? -magnitude : magnitude;
}

std::optional<BencodePrefix::String> BencodePrefix::string() {
    const uint64_t length = number(':');
    expect(length <= kLongestString);
    if (!ok())
        return std::nullopt;
    const size_t count = static_cast<size_t>(std::min<uint64_t>(length, bytes_.size() - position_));
    const String text{length, {reinterpret_cast<const char*>(bytes_.data() + position_), count}};
    position_ += count;
    if (count < length)
        fail(State::cut);
    return text;
}

std::optional<std::string_view> BencodePrefix::whole_string() {
    const auto text = string();
    return ok() ? std::optional(text->seen) : std::nullopt;
}

void BencodePrefix::enter(Type container) {
    expect(take(container == Type::list ? 'l' : 'd'));
}

bool BencodePrefix::next_value() {
    return !take('e') && ok();
}

bool BencodePrefix::next_key(std::optional<std::string_view>& key) {
    if (!next_value())
        return false;
    const auto next = whole_string();
    if (!next)
        return false;
    if (key && *next <= *key) {
        fail(State::malformed);
        return false;
    }
    key = next;
    return true;
}

void BencodePrefix::skip() {
    struct Level {
        bool dictionary;
        std::optional<std::string_view> key;
    };
    Level levels[kBencodeDepth];
    size_t depth = 0;
    do {
        if (depth > 0) {
            Level& level = levels[depth - 1];
            if (level.dictionary ? !next_key(level.key) : !next_value()) {
                --depth;
                continue;
            }
        }
        const Type next = type();
        if (next == Type::integer) {
            integer();
        } else if (next == Type::list || next == Type::dictionary) {
            if (depth == kBencodeDepth)
                return fail(State::malformed);
            enter(next);
            levels[depth++] = {next == Type::dictionary, std::nullopt};
        } else {
            string();
        }
    } while (depth > 0 && ok());
}

}  // namespace sluice
