// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// A swarm's name: the SHA-1 of a torrent's info dictionary (BEP 3), or the first 20 bytes of its
// SHA-256 (BEP 52). Held in memory alone: never logged, exported or shown.
struct InfoHash {
    std::array<uint8_t, 20> bytes{};

    // 40 hexadecimal digits.
    static std::optional<InfoHash> parse(std::string_view text);

    friend auto operator<=>(const InfoHash&, const InfoHash&) = default;
};

}  // namespace sluice
