// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/bytes.h"

namespace sluice {

// The protocol bytes that eMule's messages begin with, over TCP and UDP.
inline constexpr uint8_t kEd2kProtocol = 0xe3;
inline constexpr uint8_t kEmuleProtocol = 0xc5;
inline constexpr uint8_t kEd2kPackedProtocol = 0xd4;
inline constexpr uint8_t kKadProtocol = 0xe4;
inline constexpr uint8_t kKadPackedProtocol = 0xe5;

// File, user and node ids.
inline constexpr size_t kEmuleHashBytes = 16;
// A block of a file; more is not asked for or sent at once.
inline constexpr uint32_t kEmuleBlockBytes = 184'320;

struct EmuleTag {
    uint8_t type = 0;
    uint8_t name = 0;  // 0 if the name is longer than one byte

    bool is_string() const { return type == 0x02 || (type >= 0x11 && type <= 0x26); }
    bool is_integer() const { return type == 0x03 || type == 0x08 || type == 0x09 || type == 0x0b; }
};

// Reads the little-endian fields of a message's body, whose length is known but of which less may
// have been seen. A read past the length, or a requirement that does not hold, breaks it; a read
// past what was seen cuts it. After either, reads give zero and requirements are not looked at, so
// a body is read straight down and asked once.
class EmuleFields {
 public:
    EmuleFields(Bytes seen, size_t length) : seen_(seen), length_(length) {}

    bool sound() const { return state_ == State::sound; }
    bool broken() const { return state_ == State::broken; }
    bool cut() const { return state_ == State::cut; }
    // Up to the body's length, seen or not.
    size_t left() const { return length_ - position_; }

    uint8_t u8() { return static_cast<uint8_t>(little_endian(1)); }
    uint16_t le16() { return static_cast<uint16_t>(little_endian(2)); }
    uint32_t le32() { return static_cast<uint32_t>(little_endian(4)); }
    uint64_t le64() { return little_endian(8); }
    void skip(size_t count) { take(count); }
    void hash() { take(kEmuleHashBytes); }
    void require(bool holds);

    // A length of 16 bits and as many bytes; returns how many.
    uint16_t string();
    EmuleTag tag();
    // Kad's tags have no short names and no short strings.
    EmuleTag kad_tag();
    void tags(uint32_t count);
    // The terms of a search, joined by prefix operators.
    void search_tree();

    // What is left has no structure that could be verified; it need not have been seen.
    void free_rest();
    // Nothing may be left.
    void end() { require(left() == 0); }

 private:
    enum class State : uint8_t { sound, cut, broken };

    Bytes take(size_t count);
    uint64_t little_endian(size_t count);
    uint8_t tag_name();
    void tag_value(uint8_t type);

    Bytes seen_;
    size_t length_;
    size_t position_ = 0;
    State state_ = State::sound;
};

}  // namespace sluice
