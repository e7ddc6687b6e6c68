// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace sluice {

// What a writer has replaced and readers may still be looking at. It is freed once they have all
// moved on, many things at a time, since that is waited for. The writer's thread.
class Retired {
 public:
    // wait_for_readers: returns when nobody holds anything from before.
    explicit Retired(std::function<void()> wait_for_readers)
        : wait_for_readers_(std::move(wait_for_readers)) {}
    ~Retired() { free_all(); }
    Retired(const Retired&) = delete;
    Retired& operator=(const Retired&) = delete;

    void set_wait(std::function<void()> wait_for_readers) {
        wait_for_readers_ = std::move(wait_for_readers);
    }
    void add(std::function<void()> free) {
        waiting_.push_back(std::move(free));
        if (waiting_.size() >= kAtOnce)
            free_all();
    }
    void free_all() {
        if (waiting_.empty())
            return;
        wait_for_readers_();
        for (const auto& free : waiting_)
            free();
        waiting_.clear();
    }

 private:
    static constexpr size_t kAtOnce = 256;

    std::function<void()> wait_for_readers_;
    std::vector<std::function<void()>> waiting_;
};

}  // namespace sluice
