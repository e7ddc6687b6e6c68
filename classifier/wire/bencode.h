// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// Deeper nesting is refused: no message of BEP 5 and its successors comes near.
inline constexpr size_t kBencodeDepth = 16;

// BEP 3 wants a dictionary's keys sorted. Those of µTorrent's extension handshakes are not.
enum class KeyOrder : uint8_t { sorted, any };

// How many bytes the bencoded value (BEP 3) at the start takes; nothing if there is none. Strict:
// no leading zeros, no -0, keys in order. It neither allocates nor recurses.
std::optional<size_t> scan_bencode(Bytes bytes, KeyOrder order = KeyOrder::sorted);

// The value if it is a string, or an integer, and nothing else follows it.
std::optional<std::string_view> bencode_string(Bytes value);
std::optional<int64_t> bencode_integer(Bytes value);

// Steps through a list or a dictionary, scanning each value once and as strictly.
class BencodeItems {
 public:
    enum class Container : char { list = 'l', dictionary = 'd' };

    BencodeItems(Bytes bytes, Container container, KeyOrder order = KeyOrder::sorted);

    // Whether there is another one; its key, in a dictionary, and value.
    bool next();
    std::string_view key() const { return key_; }
    Bytes value() const { return value_; }

    // After the last one: how many bytes it all took, or nothing if it is malformed.
    std::optional<size_t> length() const;

 private:
    Bytes bytes_;
    size_t position_ = 1;
    std::string_view key_;
    Bytes value_;
    bool dictionary_;
    KeyOrder order_;
    bool any_ = false;
    bool ended_ = false;
};

}  // namespace sluice
