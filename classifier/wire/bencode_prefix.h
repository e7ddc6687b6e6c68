// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// Reads bencoding (BEP 3) of which the end may not have been seen, straight down, and as strictly
// as scan_bencode. After a read that the bytes cannot satisfy (cut) or contradict (malformed) all
// further ones give nothing, so a parser asks once. It neither allocates nor recurses.
class BencodePrefix {
 public:
    enum class Type : uint8_t { none, integer, string, list, dictionary };

    // A string's length, and as much of it as there is.
    struct String {
        uint64_t length = 0;
        std::string_view seen = {};
    };

    explicit BencodePrefix(Bytes bytes) : bytes_(bytes) {}

    bool ok() const { return state_ == State::ok; }
    bool cut() const { return state_ == State::cut; }
    bool malformed() const { return state_ == State::malformed; }
    size_t position() const { return position_; }

    // What comes next; none at the end of a list or of what is there.
    Type type() const;

    // Of another type they are malformed.
    int64_t integer();
    std::optional<String> string();  // nothing if its length is not there
    std::optional<std::string_view> whole_string();
    void enter(Type container);

    // In a list: whether there is another value. The end is taken.
    bool next_value();
    // In a dictionary: the same, and its key. The key before it, or nothing, is handed in: keys are
    // sorted and different.
    bool next_key(std::optional<std::string_view>& key);

    // Past a value of any type, nested no deeper than kBencodeDepth.
    void skip();

    // The reader has found something that its grammar does not allow, were it ever so cut.
    void refuse() { state_ = State::malformed; }
    // What the reader needs of something that is there as a whole, unless it was cut.
    void expect(bool fits) {
        if (!fits)
            fail(State::malformed);
    }

 private:
    enum class State : uint8_t { ok, cut, malformed };

    // The first reason stays.
    void fail(State state) {
        if (ok())
            state_ = state;
    }
    bool take(char byte);
    uint64_t number(char terminator);

    Bytes bytes_;
    size_t position_ = 0;
    State state_ = State::ok;
};

}  // namespace sluice
