// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "replay/capture_file.h"

namespace sluice {

// A bar on the standard error, for people who wait: only on a terminal, only after half a second,
// and gone when the work is done.
class Progress {
 public:
    explicit Progress(std::span<const CaptureFile> files);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Cheap enough for every frame.
    void step() {
        if (enabled_ && ++steps_ % kStepsBetweenLooks == 0)
            draw();
    }

 private:
    static constexpr uint32_t kStepsBetweenLooks = 4'096;
    using Clock = std::chrono::steady_clock;

    void draw();

    std::span<const CaptureFile> files_;
    uint64_t total_bytes_ = 0;
    bool enabled_ = false;
    bool drawn_ = false;
    uint32_t steps_ = 0;
    Clock::time_point next_draw_;
};

}  // namespace sluice
