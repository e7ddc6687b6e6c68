// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace sluice {

// a + b, a * b / c: at most UINT64_MAX, whatever they are. c is not 0.
constexpr uint64_t saturating_add(uint64_t a, uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}
uint64_t saturating_share(uint64_t a, uint64_t b, uint64_t c);

// The average rate of `bytes` in `window_ns` in thousandths of `rate_bps`, rounded down.
uint32_t rate_permille(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns);
// The most that is not above so many thousandths.
uint64_t bytes_at(uint64_t rate_bps, uint64_t window_ns, uint32_t permille);
// Exactly, where rate_permille() rounds.
bool is_above(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns, uint32_t permille);
bool is_below(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns, uint32_t permille);

// How many bytes there were in the window that ends now: in kSlices slices of time and one more,
// of which the window still reaches a part. The owner knows how long a slice is, and always says
// the same until resample().
//
// 4 bytes a slice, in units that double when one has more than it holds, so that what is lost is
// below a millionth of the fullest slice.
class UseWindow {
 public:
    static constexpr uint32_t kSlices = 30;
    // More in a slice than any network carries counts as this.
    static constexpr uint64_t kMostBytes = uint64_t{1} << 56;

    // What was used evenly from one time until another, which is now; neither is before what it
    // was told earlier. In no time: at once.
    void add(uint64_t bytes, uint64_t from_ns, uint64_t until_ns, uint64_t slice_ns);
    // In the kSlices * slice_ns until now.
    uint64_t bytes(uint64_t now_ns, uint64_t slice_ns) const;
    bool is_empty(uint64_t now_ns, uint64_t slice_ns) const;
    // When bytes() will be no more than `most`, if nothing is used from now on.
    uint64_t falls_to(uint64_t most, uint64_t now_ns, uint64_t slice_ns) const;
    // As if slices had always been of the other length; what it knows nothing of is empty.
    void resample(uint64_t now_ns, uint64_t from_slice_ns, uint64_t to_slice_ns);
    void clear() { *this = {}; }

 private:
    void roll(uint64_t slice);
    void add_to_slice(uint64_t bytes, uint64_t slice);
    uint64_t total(uint64_t first_slice, uint64_t last_slice) const;
    uint64_t in_slice(uint64_t slice) const;

    uint64_t newest_ = 0;  // the number of the newest slice; those of the 30 before are kept
    uint64_t sum_ = 0;     // of all slots, in units
    std::array<uint32_t, kSlices + 1> slots_{};  // in units, by slice number modulo their count
    uint32_t unit_shift_ = 0;                    // a unit is so many bits of bytes
};

}  // namespace sluice
