// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <zlib.h>

#include "classifier/bytes.h"

namespace sluice {

// Unpacks what eMule packs with zlib (RFC 1950), in memory of its own: make one, use it for every
// datagram.
class Inflator {
 public:
    Inflator();
    ~Inflator();
    Inflator(const Inflator&) = delete;
    Inflator& operator=(const Inflator&) = delete;

    // The bytes that one whole stream unpacks to, its checksum included, with nothing behind it;
    // nothing if it is broken or more than fit, or than such packets hold: what unpacks to hundreds
    // of times its length was made to cost time. They last until the next call.
    std::optional<Bytes> inflate(Bytes packed);

 private:
    static void* allocate(void* self, unsigned items, unsigned size);
    static void release(void* self, void* memory);

    // zlib's state takes about 7 KiB; as a stream is unpacked at once it needs no window besides.
    alignas(std::max_align_t) std::array<std::byte, 16'384> memory_;
    size_t taken_ = 0;
    // Kad publishes at most 50 files at once, and packs nothing that would be longer.
    std::array<uint8_t, 16'384> unpacked_;
    z_stream stream_{};
    bool ready_ = false;
};

}  // namespace sluice
