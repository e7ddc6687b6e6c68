// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/use_window.h"

#include <algorithm>

namespace sluice {
namespace {

using Wide = unsigned __int128;

constexpr uint32_t kSlots = UseWindow::kSlices + 1;

// bytes * 8 * 1e9 / window = bps, times 1000 for thousandths. All of it fits: 2^64 bytes * 2^43.
Wide used(uint64_t bytes) {
    return Wide{bytes} * 8 * 1'000'000'000 * 1000;
}
// A rate of 2^64 over centuries, at 2^32 thousandths, would not; nobody has such a rate.
Wide allowed(uint64_t rate_bps, uint64_t window_ns, uint32_t permille) {
    return Wide{std::min(rate_bps, uint64_t{1} << 48)} * std::min(window_ns, uint64_t{1} << 47) *
           permille;
}

}  // namespace

uint64_t saturating_share(uint64_t a, uint64_t b, uint64_t c) {
    return static_cast<uint64_t>(std::min<Wide>(Wide{a} * b / c, UINT64_MAX));
}

uint32_t rate_permille(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns) {
    const Wide whole = allowed(rate_bps, window_ns, 1);
    return whole == 0 ? 0 : static_cast<uint32_t>(std::min<Wide>(used(bytes) / whole, UINT32_MAX));
}

uint64_t bytes_at(uint64_t rate_bps, uint64_t window_ns, uint32_t permille) {
    return static_cast<uint64_t>(
        std::min<Wide>(allowed(rate_bps, window_ns, permille) / used(1), UINT64_MAX));
}

bool is_above(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns, uint32_t permille) {
    return used(bytes) > allowed(rate_bps, window_ns, permille);
}

bool is_below(uint64_t bytes, uint64_t rate_bps, uint64_t window_ns, uint32_t permille) {
    return used(bytes) < allowed(rate_bps, window_ns, permille);
}

void UseWindow::add(uint64_t bytes, uint64_t from_ns, uint64_t until_ns, uint64_t slice_ns) {
    const uint64_t last = until_ns / slice_ns;
    roll(last);
    if (bytes == 0)
        return;
    if (from_ns >= until_ns || from_ns / slice_ns == last) {
        add_to_slice(bytes, last);
        return;
    }
    // Before the oldest slice it is forgotten at once. Shares are of the rest of it, so that they
    // are all of it together.
    const uint64_t oldest = last - std::min<uint64_t>(last, kSlices);
    const uint64_t begin = std::max(from_ns, oldest * slice_ns);
    uint64_t left = saturating_share(bytes, until_ns - begin, until_ns - from_ns);
    uint64_t at = begin;
    for (uint64_t slice = begin / slice_ns; at < until_ns; ++slice) {
        const uint64_t end = std::min((slice + 1) * slice_ns, until_ns);
        const uint64_t share = saturating_share(left, end - at, until_ns - at);
        add_to_slice(share, slice);
        left -= share;
        at = end;
    }
}

uint64_t UseWindow::bytes(uint64_t now_ns, uint64_t slice_ns) const {
    const uint64_t now = now_ns / slice_ns;
    const uint64_t oldest = now - std::min<uint64_t>(now, kSlices);
    if (newest_ < oldest || sum_ == 0)
        return 0;
    const uint64_t all = total(oldest, now);
    if (now < kSlices)
        return all;
    return all - saturating_share(in_slice(oldest), now_ns % slice_ns, slice_ns);
}

bool UseWindow::is_empty(uint64_t now_ns, uint64_t slice_ns) const {
    return bytes(now_ns, slice_ns) == 0;
}

void UseWindow::resample(uint64_t now_ns, uint64_t from_slice_ns, uint64_t to_slice_ns) {
    if (from_slice_ns == to_slice_ns)
        return;
    const UseWindow before = *this;
    clear();  // with the newest slice's number, which is another's now
    if (before.sum_ == 0)
        return;
    for (uint64_t slice = before.newest_ - std::min<uint64_t>(before.newest_, kSlices);
         slice <= before.newest_; ++slice) {
        const uint64_t from_ns = slice * from_slice_ns;
        if (from_ns < now_ns)
            add(before.in_slice(slice), from_ns, std::min(from_ns + from_slice_ns, now_ns),
                to_slice_ns);
        else
            add(before.in_slice(slice), now_ns, now_ns, to_slice_ns);
    }
}

uint64_t UseWindow::falls_to(uint64_t most, uint64_t now_ns, uint64_t slice_ns) const {
    uint64_t at = now_ns;
    uint64_t left = bytes(now_ns, slice_ns);
    while (left > most) {
        // Until the next slice begins, the oldest one leaves evenly.
        const uint64_t slice = at / slice_ns;
        const uint64_t next = (slice + 1) * slice_ns;
        const uint64_t then = bytes(next, slice_ns);
        if (then <= most && left > then)
            return at + saturating_share(left - most, next - at, left - then);
        at = next;
        left = then;
    }
    return at;
}

// Forgets what the new slices take the place of.
void UseWindow::roll(uint64_t slice) {
    if (slice <= newest_)
        return;
    if (slice - newest_ > kSlices || sum_ == 0) {
        clear();
        newest_ = slice;
        return;
    }
    while (newest_ < slice) {
        uint32_t& slot = slots_[++newest_ % kSlots];
        sum_ -= slot;
        slot = 0;
    }
}

void UseWindow::add_to_slice(uint64_t bytes, uint64_t slice) {
    const uint64_t most = kMostBytes - 1;
    const uint64_t whole = std::min(most, std::min(bytes, most) + in_slice(slice));
    while (whole >> unit_shift_ > UINT32_MAX) {
        ++unit_shift_;
        sum_ = 0;
        for (uint32_t& slot : slots_) {
            slot >>= 1;
            sum_ += slot;
        }
    }
    uint32_t& slot = slots_[slice % kSlots];
    sum_ -= slot;
    slot = static_cast<uint32_t>(whole >> unit_shift_);
    sum_ += slot;
}

uint64_t UseWindow::in_slice(uint64_t slice) const {
    return slice <= newest_ && newest_ - slice <= kSlices
               ? uint64_t{slots_[slice % kSlots]} << unit_shift_
               : 0;
}

uint64_t UseWindow::total(uint64_t first_slice, uint64_t last_slice) const {
    if (newest_ <= last_slice && newest_ - std::min<uint64_t>(newest_, kSlices) >= first_slice)
        return sum_ << unit_shift_;  // all there is
    uint64_t bytes = 0;
    for (uint64_t slice = first_slice; slice <= std::min(newest_, last_slice); ++slice)
        bytes += in_slice(slice);
    return bytes;
}

}  // namespace sluice
