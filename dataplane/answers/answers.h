// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace sluice {

// A frame that the box itself sends: a reset, a refusal.
struct Answer {
    std::span<const uint8_t> frame;  // Answers' own, until clear()
    uint16_t port = 0;               // that it leaves by
};

// Those of one burst, until whoever drives the stages has sent them. All memory is taken when it is
// built; what finds no room is not answered, and counted.
class Answers {
 public:
    // A ladder of six resets for both ends of each packet.
    static constexpr size_t kCapacity = 64 * 2 * 6;
    // RFC 4443, section 2.4 (c): an error quotes as much as fits in 1,280 bytes; and room for tags.
    static constexpr size_t kLongest = 1'280 + 128;

    Answers() : frames_(std::make_unique<Frame[]>(kCapacity)) {}

    // Where the next one is written; empty if there is no room. It is there once add() is called.
    std::span<uint8_t> room() {
        return count_ < kCapacity ? std::span<uint8_t>(frames_[count_]) : std::span<uint8_t>();
    }
    void add(uint16_t port, size_t length) {
        answers_[count_] = {.frame = {frames_[count_].data(), length}, .port = port};
        ++count_;
    }

    std::span<const Answer> all() const { return {answers_.data(), count_}; }
    void clear() { count_ = 0; }
    static constexpr size_t memory_bytes() { return kCapacity * kLongest; }

 private:
    using Frame = std::array<uint8_t, kLongest>;

    std::unique_ptr<Frame[]> frames_;
    std::array<Answer, kCapacity> answers_;
    size_t count_ = 0;
};

}  // namespace sluice
