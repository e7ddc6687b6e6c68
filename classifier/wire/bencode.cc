// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/bencode.h"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

constexpr size_t kDigits = 18;  // fit into 63 bits

bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

// Digits without a leading zero, up to the terminator, which is taken too.
std::optional<int64_t> take_number(Reader& in, uint8_t terminator) {
    int64_t value = 0;
    for (size_t digits = 0; digits <= kDigits; ++digits) {
        const uint8_t byte = in.u8();
        if (byte == terminator && digits > 0)
            return value;
        if (!is_digit(byte) || (digits == 1 && value == 0))
            return std::nullopt;
        value = value * 10 + (byte - '0');
    }
    return std::nullopt;
}

std::optional<int64_t> take_integer(Reader& in) {
    const bool negative = in.remaining() > 0 && in.rest().front() == '-';
    if (negative)
        in.skip(1);
    const auto value = take_number(in, 'e');
    if (!value || (negative && *value == 0))
        return std::nullopt;
    return negative ? -*value : *value;
}

std::optional<Bytes> take_string(Reader& in) {
    const auto length = take_number(in, ':');
    if (!length || static_cast<uint64_t>(*length) > in.remaining())
        return std::nullopt;
    return in.take(static_cast<size_t>(*length));
}

bool before(Bytes a, Bytes b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

struct Level {
    bool dictionary = false;
    bool any_key = false;
    bool wants_value = false;  // of a key that was just read
    Bytes key = {};
};

}  // namespace

std::optional<size_t> scan_bencode(Bytes bytes) {
    std::array<Level, kBencodeDepth> levels;
    size_t depth = 0;
    Reader in{bytes};
    do {
        if (in.remaining() == 0)
            return std::nullopt;
        const uint8_t type = in.rest().front();
        if (type == 'e' && depth > 0 && !levels[depth - 1].wants_value) {
            in.skip(1);
            --depth;
            continue;
        }
        if (depth > 0 && levels[depth - 1].dictionary) {
            Level& level = levels[depth - 1];
            level.wants_value = !level.wants_value;
            if (level.wants_value) {
                const auto key = take_string(in);
                if (!key || (level.any_key && !before(level.key, *key)))
                    return std::nullopt;
                level.key = *key;
                level.any_key = true;
                continue;
            }
        }
        if (type == 'd' || type == 'l') {
            if (depth == levels.size())
                return std::nullopt;
            levels[depth++] = Level{.dictionary = type == 'd'};
            in.skip(1);
        } else if (type == 'i') {
            in.skip(1);
            if (!take_integer(in))
                return std::nullopt;
        } else if (!take_string(in)) {
            return std::nullopt;
        }
    } while (depth > 0);
    return in.position();
}

std::optional<Bytes> BencodeValue::string() const {
    Reader in{bytes_};
    return bytes_.empty() || !is_digit(bytes_.front()) ? std::nullopt : take_string(in);
}

std::optional<int64_t> BencodeValue::integer() const {
    if (!starts_with('i'))
        return std::nullopt;
    Reader in{bytes_.subspan(1)};
    return take_integer(in);
}

BencodeValue BencodeValue::operator[](std::string_view key) const {
    if (!is_dictionary())
        return {};
    Reader in{bytes_};
    in.skip(1);
    while (const auto found = take_string(in)) {
        const auto length = scan_bencode(in.rest());
        if (!length)
            return {};
        const Bytes value = in.take(*length);
        if (std::equal(found->begin(), found->end(), key.begin(), key.end()))
            return BencodeValue{value};
    }
    return {};
}

}  // namespace sluice
