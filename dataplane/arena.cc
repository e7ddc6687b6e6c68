// SPDX-License-Identifier: Apache-2.0
#include "dataplane/arena.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include <sys/mman.h>

namespace sluice {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kNormalPage = 4096;

size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

[[noreturn]] void refuse(size_t bytes, int error) {
    throw std::runtime_error("cannot get " + std::to_string(bytes >> 20) + " MiB (" +
                             std::to_string(bytes) + " bytes) of memory: " + std::strerror(error));
}

void* map(size_t bytes, int flags) {
    void* data =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    return data == MAP_FAILED ? nullptr : data;
}

// Page faults are taken now, not by packets. Linux before 5.14 does not know the advice (EINVAL)
// and takes them later.
bool populate(void* data, size_t bytes) {
#ifdef MADV_POPULATE_WRITE
    return madvise(data, bytes, MADV_POPULATE_WRITE) == 0 || errno == EINVAL;
#else
    static_cast<void>(data);
    static_cast<void>(bytes);
    return true;
#endif
}

}  // namespace

Arena::Arena(size_t bytes) {
    if (bytes >= kHugePage) {
        size_ = round_up(bytes, kHugePage);
        data_ = map(size_, MAP_HUGETLB);
        if (data_ != nullptr && populate(data_, size_)) {
            pages_ = Pages::huge;
            return;
        }
        if (data_ != nullptr)
            munmap(data_, size_);
    }
    size_ = round_up(bytes, bytes >= kHugePage ? kHugePage : kNormalPage);
    data_ = map(size_, 0);
    if (data_ == nullptr)
        refuse(size_, errno);
    if (size_ >= kHugePage && madvise(data_, size_, MADV_HUGEPAGE) == 0)
        pages_ = Pages::transparent;
    if (!populate(data_, size_)) {
        const int error = errno;
        munmap(data_, size_);
        refuse(size_, error);
    }
}

Arena::~Arena() {
    munmap(data_, size_);
}

std::string_view name(Arena::Pages pages) {
    switch (pages) {
        case Arena::Pages::huge:
            return "2 MiB pages";
        case Arena::Pages::transparent:
            return "transparent 2 MiB pages";
        case Arena::Pages::normal:
            return "4 KiB pages";
    }
    return "?";
}

}  // namespace sluice
