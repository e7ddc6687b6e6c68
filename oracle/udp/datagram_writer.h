// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace sluice {

// Writes big-endian fields one behind another; whoever writes has made sure of the room.
class DatagramWriter {
 public:
    explicit DatagramWriter(std::span<uint8_t> out) : out_(out) {}

    DatagramWriter& u8(uint8_t value) {
        out_[size_++] = value;
        return *this;
    }
    DatagramWriter& be16(uint16_t value) {
        return u8(static_cast<uint8_t>(value >> 8)).u8(static_cast<uint8_t>(value));
    }
    DatagramWriter& be32(uint32_t value) {
        return be16(static_cast<uint16_t>(value >> 16)).be16(static_cast<uint16_t>(value));
    }
    DatagramWriter& be64(uint64_t value) {
        return be32(static_cast<uint32_t>(value >> 32)).be32(static_cast<uint32_t>(value));
    }
    // What there is no room for is cut off.
    DatagramWriter& text(std::string_view text) {
        const size_t count = std::min(text.size(), out_.size() - size_);
        std::memcpy(out_.data() + size_, text.data(), count);
        size_ += count;
        return *this;
    }
    size_t size() const { return size_; }

 private:
    std::span<uint8_t> out_;
    size_t size_ = 0;
};

}  // namespace sluice
