// SPDX-License-Identifier: Apache-2.0
#include "replay/progress.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include <unistd.h>

namespace sluice {
namespace {

constexpr std::chrono::milliseconds kBetweenDraws{100};
constexpr std::chrono::milliseconds kBeforeTheFirst{500};
constexpr size_t kWidth = 40;

}  // namespace

Progress::Progress(std::span<const CaptureFile> files)
    : files_(files), next_draw_(Clock::now() + kBeforeTheFirst) {
    for (const CaptureFile& file : files)
        total_bytes_ += file.file_bytes();
    enabled_ = total_bytes_ > 0 && isatty(STDERR_FILENO) == 1;
}

void Progress::draw() {
    const Clock::time_point now = Clock::now();
    if (now < next_draw_)
        return;
    next_draw_ = now + kBetweenDraws;
    drawn_ = true;
    uint64_t read = 0;
    for (const CaptureFile& file : files_)
        read += file.bytes_read();
    const double part =
        std::min(1.0, static_cast<double>(read) / static_cast<double>(total_bytes_));
    const auto filled = static_cast<size_t>(part * kWidth);
    const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
    std::fprintf(stderr, "\r[%s] %3.0f %%", bar.c_str(), part * 100);
}

Progress::~Progress() {
    if (drawn_)
        std::fputs("\r\033[K", stderr);
}

}  // namespace sluice
