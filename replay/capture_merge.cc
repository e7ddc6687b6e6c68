// SPDX-License-Identifier: Apache-2.0
#include "replay/capture_merge.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sluice {

CaptureMerge::CaptureMerge(std::vector<CaptureFile> files)
    : files_(std::move(files)), shown_(files_.size()) {
    heads_.reserve(files_.size());
    for (size_t file = 0; file < files_.size(); ++file)
        advance(file);
}

bool CaptureMerge::later(const Head& a, const Head& b) {
    return std::tie(a.frame->time_ns, a.file) > std::tie(b.frame->time_ns, b.file);
}

void CaptureMerge::advance(size_t file) {
    const CapturedFrame* frame = files_[file].next();
    if (frame == nullptr)
        return;
    heads_.push_back({frame, file});
    std::push_heap(heads_.begin(), heads_.end(), later);
}

// A file's next frame overwrites the one before, so it is read only when the caller comes back.
const CapturedFrame* CaptureMerge::next() {
    if (shown_ != files_.size())
        advance(shown_);
    shown_ = files_.size();
    if (heads_.empty())
        return nullptr;
    std::pop_heap(heads_.begin(), heads_.end(), later);
    const Head earliest = heads_.back();
    heads_.pop_back();
    shown_ = earliest.file;
    return earliest.frame;
}

}  // namespace sluice
