// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/inflator.h"

#include <algorithm>

namespace sluice {

Inflator::Inflator() {
    stream_.opaque = this;
    stream_.zalloc = allocate;
    stream_.zfree = release;
    ready_ = inflateInit(&stream_) == Z_OK;
}

Inflator::~Inflator() {
    if (ready_)
        inflateEnd(&stream_);
}

void* Inflator::allocate(void* self, unsigned items, unsigned size) {
    auto& inflator = *static_cast<Inflator*>(self);
    constexpr size_t kAlignment = alignof(std::max_align_t);
    const size_t bytes = (size_t{items} * size + kAlignment - 1) / kAlignment * kAlignment;
    if (bytes > inflator.memory_.size() - inflator.taken_)
        return nullptr;
    void* const memory = inflator.memory_.data() + inflator.taken_;
    inflator.taken_ += bytes;
    return memory;
}

void Inflator::release(void*, void*) {}

std::optional<Bytes> Inflator::inflate(Bytes packed) {
    if (!ready_ || inflateReset(&stream_) != Z_OK)
        return std::nullopt;
    // As much as eMule makes room for at first; lists of random ids do not shrink to a tenth.
    const auto room = static_cast<uInt>(std::min(unpacked_.size(), 10 * packed.size() + 300));
    // zlib does not write through it, but before ZLIB_CONST it has no way to say so.
    stream_.next_in = const_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    stream_.next_out = unpacked_.data();
    stream_.avail_out = room;
    // Finishing in one call is what makes the window unnecessary; an output that does not fit ends
    // in an error, since there is no memory for one.
    if (::inflate(&stream_, Z_FINISH) != Z_STREAM_END || stream_.avail_in != 0)
        return std::nullopt;
    return Bytes{unpacked_}.first(room - stream_.avail_out);
}

}  // namespace sluice
