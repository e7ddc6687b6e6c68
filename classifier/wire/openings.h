// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// How a protocol begins, and what else has to hold of the whole payload.
struct Opening {
    std::string_view prefix;
    bool (*fits)(Bytes payload);
};

// Openings found by their first byte: a payload that begins like none costs two look-ups.
template <size_t kCount>
class Openings {
 public:
    consteval explicit Openings(std::array<Opening, kCount> openings) : openings_(openings) {
        std::ranges::sort(openings_, {}, first_byte);
        for (size_t byte = 0; byte < begins_.size(); ++byte)
            begins_[byte] = static_cast<uint8_t>(std::ranges::count_if(
                openings_, [&](const Opening& opening) { return first_byte(opening) < byte; }));
    }

    bool match(Bytes payload) const {
        if (payload.empty())
            return false;
        const std::string_view text{reinterpret_cast<const char*>(payload.data()), payload.size()};
        for (size_t i = begins_[payload[0]]; i < begins_[payload[0] + size_t{1}]; ++i)
            if (text.starts_with(openings_[i].prefix) && openings_[i].fits(payload))
                return true;
        return false;
    }

 private:
    static constexpr size_t first_byte(const Opening& opening) {
        return static_cast<uint8_t>(opening.prefix[0]);
    }

    static_assert(kCount < 256);
    std::array<Opening, kCount> openings_;
    std::array<uint8_t, 257> begins_{};
};

// A line of text, as far as its beginning shows: what follows a short prefix in a text protocol.
inline bool begins_with_text(Bytes payload) {
    constexpr size_t kLooked = 24;
    return std::ranges::all_of(payload.first(std::min(payload.size(), kLooked)), [](uint8_t byte) {
        return (byte >= ' ' && byte != 0x7f) || byte == '\t' || byte == '\r' || byte == '\n';
    });
}

}  // namespace sluice
