// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

namespace sluice {

// The memory of a BPF array that programs and this process use at the same time. Unmapped with it;
// the map itself lives as long as anything uses it.
class SharedArray {
 public:
    SharedArray() = default;
    // Maps the array of the descriptor, which it does not keep. Throws XdpError.
    SharedArray(int map, size_t value_bytes, size_t elements);
    ~SharedArray();
    SharedArray(SharedArray&& other) noexcept
        : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}
    SharedArray& operator=(SharedArray&& other) noexcept {
        std::swap(memory_, other.memory_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }

    void* data() const { return memory_; }

 private:
    void* memory_ = nullptr;
    size_t bytes_ = 0;
};

}  // namespace sluice
