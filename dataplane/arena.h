// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice {

// Zeroed memory for a table that is taken whole at start and touched at random: backed by 2 MiB
// pages where the machine has them, and present before the first packet needs it.
class Arena {
 public:
    enum class Pages {
        huge,         // reserved 2 MiB pages
        transparent,  // the kernel was asked for 2 MiB pages and gives what it can
        normal,
    };

    // At least this many bytes. Throws std::runtime_error, with the size, if they are not there.
    explicit Arena(size_t bytes);
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    void* data() const { return data_; }  // page-aligned
    size_t size() const { return size_; }
    Pages pages() const { return pages_; }

 private:
    void* data_ = nullptr;
    size_t size_ = 0;
    Pages pages_ = Pages::normal;
};

std::string_view name(Arena::Pages pages);

}  // namespace sluice
