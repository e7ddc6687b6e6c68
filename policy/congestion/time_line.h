// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace sluice {

// Time as windows need it: it never goes back, whatever the caller's clock does. It begins with
// that clock, so that slices of a minute are the clock's minutes until it is set.
class TimeLine {
 public:
    // One time on both.
    struct Moment {
        uint64_t line_ns = 0;
        uint64_t clock_ns = 0;
    };

    void advance(uint64_t clock_ns) {
        // Far more than any window, so that sums of times never overflow.
        constexpr uint64_t kFurthest = uint64_t{1} << 55;
        before_ns_ = now_.line_ns;
        if (!begun_)
            before_ns_ = now_.line_ns = clock_ns >> 62 == 0 ? clock_ns : 0;
        else if (clock_ns > now_.clock_ns)
            now_.line_ns += std::min(clock_ns - now_.clock_ns, kFurthest);
        now_.clock_ns = clock_ns;
        begun_ = true;
    }

    Moment now() const { return now_; }
    uint64_t now_ns() const { return now_.line_ns; }
    uint64_t before_ns() const { return before_ns_; }  // the advance() before
    uint64_t since(Moment then) const { return now_.line_ns - then.line_ns; }
    // By the caller's clock, of what is to come.
    uint64_t on_clock(uint64_t line_ns) const {
        return now_.clock_ns + (std::max(line_ns, now_.line_ns) - now_.line_ns);
    }

 private:
    Moment now_;
    uint64_t before_ns_ = 0;
    bool begun_ = false;
};

}  // namespace sluice
