// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// When somebody has to step back (RFC 6057, section 7). The defaults are the RFC's; shares are in
// thousandths.

// Of a segment: its average utilisation over the window.
struct NearCongested {
    uint32_t up_permille = 700;
    uint32_t down_permille = 800;
    uint64_t window_ns = 900'000'000'000;

    friend bool operator==(const NearCongested&, const NearCongested&) = default;
};

// Which of a subscriber's bytes its use is measured by. Those of RFC 5594, section 5.2.2, tell the
// harm that it did: use while nobody had to wait is none.
enum class Measure : uint8_t {
    volume,   // all that was forwarded
    dropped,  // what was not served to its destination: the RFC's cost metric
    marked,   // what left with Congestion Experienced (RFC 3168)
};
inline constexpr int kMeasureCount = 3;

// Of a subscriber: the average share of the tier's rate, up or down, over the window.
struct HeavyUse {
    Measure measure = Measure::volume;
    uint32_t above_permille = 700;
    uint64_t window_ns = 900'000'000'000;
    // Released when its use has been below this for so long.
    uint32_t release_below_permille = 500;
    uint64_t release_window_ns = 900'000'000'000;

    friend bool operator==(const HeavyUse&, const HeavyUse&) = default;
};

struct CongestionSettings {
    NearCongested near_congested;  // of a segment that says nothing else
    HeavyUse heavy;                // of a tier that says nothing else

    friend bool operator==(const CongestionSettings&, const CongestionSettings&) = default;
};

}  // namespace sluice
