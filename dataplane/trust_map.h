// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sluice {

// What becomes of the DSCPs that come in by a port, before any rule has its say: how far the box
// trusts those who wrote them.
class TrustMap {
 public:
    static constexpr size_t kCodepoints = 64;

    // As they come.
    static constexpr TrustMap believe() {
        TrustMap map;
        for (size_t dscp = 0; dscp < kCodepoints; ++dscp)
            map.leaves_as_[dscp] = static_cast<uint8_t>(dscp);
        return map;
    }
    // All of them default forwarding.
    static constexpr TrustMap bleach() { return {}; }

    constexpr void translate(uint8_t dscp, uint8_t to) {
        leaves_as_[dscp % kCodepoints] = to % kCodepoints;
    }
    // RFC 4594, sections 3.1 and 3.2: what routers say to each other is not a subscriber's to say.
    constexpr void lower_network_control() {
        constexpr uint8_t kCs6 = 48;
        constexpr uint8_t kCs7 = 56;
        translate(kCs6, 0);
        translate(kCs7, 0);
    }

    constexpr uint8_t leaves_as(uint8_t dscp) const { return leaves_as_[dscp % kCodepoints]; }

    friend bool operator==(const TrustMap&, const TrustMap&) = default;

 private:
    constexpr TrustMap() = default;

    std::array<uint8_t, kCodepoints> leaves_as_{};
};

}  // namespace sluice
