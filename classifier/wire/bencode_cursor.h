// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// A position in untrusted bencoded bytes (BEP 3). What take_...() finds it steps over; where it
// returns false the position means nothing any more. A DHT node's messages are many small tokens,
// so that these few lines are where the time goes.
struct BencodeCursor {
    const uint8_t* at;
    const uint8_t* end;

    explicit BencodeCursor(Bytes bytes) : at(bytes.data()), end(bytes.data() + bytes.size()) {}

    bool at_end() const { return at == end; }
    size_t remaining() const { return static_cast<size_t>(end - at); }

    bool take(uint8_t byte) {
        if (at == end || *at != byte)
            return false;
        ++at;
        return true;
    }

    // Digits without a leading zero, and the terminator behind them.
    bool take_number(uint8_t terminator, uint64_t& value) {
        constexpr size_t kDigits = 18;  // fit into 63 bits
        const uint8_t* const first = at;
        value = 0;
        for (; at != end && *at >= '0' && *at <= '9'; ++at) {
            if (static_cast<size_t>(at - first) == kDigits)
                return false;
            value = value * 10 + (*at - '0');
        }
        const auto digits = at - first;
        return digits > 0 && (digits == 1 || *first != '0') && take(terminator);
    }

    bool take_integer(int64_t& value) {
        if (!take('i'))
            return false;
        const bool negative = take('-');
        uint64_t magnitude = 0;
        if (!take_number('e', magnitude) || (negative && magnitude == 0))
            return false;
        value = negative ? -static_cast<int64_t>(magnitude) : static_cast<int64_t>(magnitude);
        return true;
    }

    bool take_string(std::string_view& text) {
        uint64_t length = 0;
        if (!take_number(':', length) || length > remaining())
            return false;
        text = {reinterpret_cast<const char*>(at), static_cast<size_t>(length)};
        at += length;
        return true;
    }

    // Any value, however deep.
    bool take_value();
};

// key == text, without the call to memcmp that string_view makes of it.
template <size_t N>
inline bool is_key(std::string_view key, const char (&text)[N]) {
    return key.size() == N - 1 && std::memcmp(key.data(), text, N - 1) == 0;
}

// The entries of a dictionary whose 'd' was taken, read where they lie: after each key the caller
// takes its value from the same cursor. Keys must be sorted and different.
class BencodeKeys {
 public:
    explicit BencodeKeys(BencodeCursor& in) : in_(in) {}

    // Whether there is another entry.
    bool next() {
        if (in_.take('e')) {
            closed_ = true;
            return false;
        }
        const std::string_view before = key_;
        if (!in_.take_string(key_) || (any_ && !is_before(before, key_)))
            return false;
        any_ = true;
        return true;
    }
    std::string_view key() const { return key_; }

    // After the last one: whether the dictionary was whole and its keys in order.
    bool closed() const { return closed_; }

 private:
    // Most differ in the first byte, which spares the call.
    static bool is_before(std::string_view a, std::string_view b) {
        if (!a.empty() && !b.empty() && a.front() != b.front())
            return static_cast<uint8_t>(a.front()) < static_cast<uint8_t>(b.front());
        return a < b;
    }

    BencodeCursor& in_;
    std::string_view key_;
    bool any_ = false;
    bool closed_ = false;
};

}  // namespace sluice
