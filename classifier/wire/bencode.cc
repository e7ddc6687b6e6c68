// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/bencode.h"

#include "classifier/wire/bencode_cursor.h"

namespace sluice {
namespace {

using Cursor = BencodeCursor;

// An open list or dictionary.
struct Level {
    bool dictionary;
    bool wants_value;  // of a key that was just read
    bool any_key;
    const char* key;
    size_t key_bytes;
};

bool take_key(Cursor& in, Level& level, KeyOrder order) {
    std::string_view key;
    if (!in.take_string(key) ||
        (level.any_key && key <= std::string_view(level.key, level.key_bytes) &&
         order == KeyOrder::sorted))
        return false;
    level.any_key = true;
    level.wants_value = true;
    level.key = key.data();
    level.key_bytes = key.size();
    return true;
}

bool take_scalar(Cursor& in) {
    int64_t integer = 0;
    std::string_view text;
    return in.at != in.end && *in.at == 'i' ? in.take_integer(integer) : in.take_string(text);
}

}  // namespace

std::optional<size_t> scan_bencode(Bytes bytes, KeyOrder order) {
    Level levels[kBencodeDepth];  // set as they are opened
    size_t depth = 0;
    Cursor in{bytes};
    do {
        Level* const level = depth > 0 ? &levels[depth - 1] : nullptr;
        if (level != nullptr && !level->wants_value) {
            if (in.take('e')) {
                --depth;
                continue;
            }
            if (level->dictionary) {
                if (!take_key(in, *level, order))
                    return std::nullopt;
                continue;
            }
        }
        if (level != nullptr)
            level->wants_value = false;
        const bool dictionary = in.take('d');
        if (dictionary || in.take('l')) {
            if (depth == kBencodeDepth)
                return std::nullopt;
            levels[depth++] = {dictionary, false, false, nullptr, 0};
        } else if (!take_scalar(in)) {
            return std::nullopt;
        }
    } while (depth > 0);
    return static_cast<size_t>(in.at - bytes.data());
}

bool BencodeCursor::take_value() {
    std::string_view text;
    if (at != end && *at >= '0' && *at <= '9')
        return take_string(text);
    const auto length = scan_bencode({at, end});
    at += length.value_or(0);
    return length.has_value();
}

std::optional<std::string_view> bencode_string(Bytes value) {
    Cursor in{value};
    std::string_view text;
    return in.take_string(text) && in.at == in.end ? std::optional(text) : std::nullopt;
}

std::optional<int64_t> bencode_integer(Bytes value) {
    Cursor in{value};
    int64_t integer = 0;
    return in.take_integer(integer) && in.at == in.end ? std::optional(integer) : std::nullopt;
}

BencodeItems::BencodeItems(Bytes bytes, Container container, KeyOrder order)
    : bytes_(bytes), dictionary_(container == Container::dictionary), order_(order) {
    if (bytes_.empty() || bytes_.front() != static_cast<uint8_t>(container))
        position_ = bytes_.size();
}

bool BencodeItems::next() {
    if (ended_ || position_ >= bytes_.size())
        return false;
    Cursor in{bytes_.subspan(position_)};
    if (in.take('e')) {
        ++position_;
        ended_ = true;
        return false;
    }
    const std::string_view before = key_;
    bool fits = true;
    if (dictionary_)
        fits = in.take_string(key_) && (!any_ || before < key_ || order_ == KeyOrder::any);
    any_ = true;
    const Bytes rest{in.at, in.end};
    const auto length = fits ? scan_bencode(rest, order_) : std::nullopt;
    if (!length) {
        position_ = bytes_.size();
        return false;
    }
    value_ = rest.first(*length);
    position_ = bytes_.size() - rest.size() + *length;
    return true;
}

std::optional<size_t> BencodeItems::length() const {
    return ended_ ? std::optional(position_) : std::nullopt;
}

}  // namespace sluice
