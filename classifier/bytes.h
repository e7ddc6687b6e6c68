// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice {

// Bytes that somebody else owns: a frame, a payload, a part of one.
using Bytes = std::span<const uint8_t>;

// Reads big-endian fields from untrusted bytes. A read past the end gives zero and latches ok()
// to false, so a parser reads its fields straight down and asks once.
class Reader {
 public:
    explicit Reader(Bytes bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    size_t position() const { return position_; }
    size_t remaining() const { return bytes_.size() - position_; }
    Bytes rest() const { return bytes_.subspan(position_); }

    uint8_t u8() { return static_cast<uint8_t>(big_endian(1)); }
    uint16_t be16() { return static_cast<uint16_t>(big_endian(2)); }
    uint32_t be32() { return static_cast<uint32_t>(big_endian(4)); }
    uint64_t be64() { return big_endian(8); }

    void skip(size_t count) { take(count); }

    // The next count bytes, or none and ok() false if there are fewer.
    Bytes take(size_t count) {
        if (count > remaining()) {
            ok_ = false;
            position_ = bytes_.size();
            return {};
        }
        const Bytes taken = bytes_.subspan(position_, count);
        position_ += count;
        return taken;
    }

 private:
    uint64_t big_endian(size_t count) {
        uint64_t value = 0;
        for (const uint8_t byte : take(count))
            value = value << 8 | byte;
        return value;
    }

    Bytes bytes_;
    size_t position_ = 0;
    bool ok_ = true;
};

}  // namespace sluice
