// SPDX-License-Identifier: Apache-2.0
#include "ebpf/shared_array.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "ebpf/xdp_error.h"

namespace sluice {

SharedArray::SharedArray(int map, size_t value_bytes, size_t elements) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    bytes_ = (value_bytes * elements + page - 1) / page * page;
    void* const memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
    if (memory == MAP_FAILED)
        throw XdpError(std::string("cannot share a BPF array with the kernel: ") + strerror(errno));
    memory_ = memory;
}

SharedArray::~SharedArray() {
    if (memory_ != nullptr)
        munmap(memory_, bytes_);
}

}  // namespace sluice
