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

// How many bytes the bencoded value (BEP 3) at the start takes; nothing if there is none. Strict:
// no leading zeros, no -0, keys sorted and different. It neither allocates nor recurses.
std::optional<size_t> scan_bencode(Bytes bytes);

// A value's bytes, already scanned. What it is not reads as nothing.
class BencodeValue {
 public:
    BencodeValue() = default;
    explicit BencodeValue(Bytes scanned) : bytes_(scanned) {}

    bool is_dictionary() const { return starts_with('d'); }
    bool is_list() const { return starts_with('l'); }
    std::optional<Bytes> string() const;
    std::optional<int64_t> integer() const;

    // One value of a dictionary; an absent one if there is no such key.
    BencodeValue operator[](std::string_view key) const;
    explicit operator bool() const { return !bytes_.empty(); }

    // Calls visit(BencodeValue) for the values of a list until it returns false.
    template <class Visit>
    void for_each(Visit visit) const;

 private:
    bool starts_with(char type) const { return !bytes_.empty() && bytes_.front() == type; }

    Bytes bytes_;
};

template <class Visit>
void BencodeValue::for_each(Visit visit) const {
    if (!is_list())
        return;
    Bytes rest = bytes_.subspan(1);
    while (const auto length = scan_bencode(rest)) {
        if (!visit(BencodeValue{rest.first(*length)}))
            return;
        rest = rest.subspan(*length);
    }
}

}  // namespace sluice
