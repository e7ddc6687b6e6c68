// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "replay/capture_file.h"

namespace sluice {

// Several captures as one, by time; of equal times, in the order the files were given. Within a
// file the order is the file's, even where its times go back.
class CaptureMerge {
 public:
    explicit CaptureMerge(std::vector<CaptureFile> files);

    // Null when no file has one left. Its bytes are valid until the next call.
    const CapturedFrame* next();

    std::span<const CaptureFile> files() const { return files_; }

 private:
    struct Head {
        const CapturedFrame* frame;
        size_t file;
    };
    static bool later(const Head& a, const Head& b);
    void advance(size_t file);

    std::vector<CaptureFile> files_;
    std::vector<Head> heads_;  // a heap, the earliest at the front
    size_t shown_;             // the file whose frame the caller has; files_.size(): none yet
};

}  // namespace sluice
