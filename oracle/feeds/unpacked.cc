// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/unpacked.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kTellingBytes = 3;
constexpr int kGzipAlone = 15 + 16;  // a window of 32 KiB, in gzip's wrapping

bool begins_with(const std::vector<uint8_t>& bytes, std::string_view magic) {
    return bytes.size() >= magic.size() &&
           std::equal(magic.begin(), magic.end(), bytes.begin(),
                      [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

}  // namespace

Unpacked::Unpacked(std::unique_ptr<FeedReader> reader) : reader_(std::move(reader)) {}

Unpacked::~Unpacked() {
    if (chunk_)
        inflateEnd(&stream_);
}

void Unpacked::add(Bytes chunk) {
    if (form_ == Form::unknown) {
        const Bytes part = chunk.first(std::min(chunk.size(), kTellingBytes - first_bytes_.size()));
        first_bytes_.insert(first_bytes_.end(), part.begin(), part.end());
        chunk = chunk.subspan(part.size());
        if (first_bytes_.size() < kTellingBytes)
            return;
        tell_form();
    }
    if (form_ == Form::plain)
        reader_->add(chunk);
    else
        unpack(chunk);
}

void Unpacked::tell_form() {
    if (begins_with(first_bytes_, "BZh"))
        return break_off("it is packed with bzip2; unpack it, or pack it with gzip");
    if (!begins_with(first_bytes_, "\x1f\x8b\x08")) {
        form_ = Form::plain;
        return reader_->add(first_bytes_);
    }
    if (inflateInit2(&stream_, kGzipAlone) != Z_OK)
        return break_off("there is no memory to unpack it");
    chunk_ = std::make_unique<std::array<uint8_t, kChunk>>();
    form_ = Form::gzip;
    unpack(first_bytes_);
}

void Unpacked::unpack(Bytes packed) {
    bool is_chunk_full = false;  // so there may be more in it
    while ((!packed.empty() || is_chunk_full) &&
           (form_ == Form::gzip || form_ == Form::between_parts)) {
        if (form_ == Form::between_parts) {
            begin_part(packed);
            if (form_ != Form::gzip)
                return;
        }
        stream_.next_in = const_cast<uint8_t*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
        stream_.next_out = chunk_->data();
        stream_.avail_out = kChunk;
        const int result = inflate(&stream_, Z_NO_FLUSH);
        packed = packed.last(stream_.avail_in);
        const size_t count = kChunk - stream_.avail_out;
        unpacked_bytes_ += count;
        if (unpacked_bytes_ > kMostBytes)
            return break_off("it unpacks to more than " + std::to_string(kMostBytes >> 30) +
                             " GiB");
        reader_->add(Bytes(*chunk_).first(count));
        is_chunk_full = stream_.avail_out == 0 && result != Z_STREAM_END;
        if (result == Z_STREAM_END)
            form_ = Form::between_parts;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return break_off("it is packed with gzip, and damaged");
    }
}

void Unpacked::begin_part(Bytes packed) {
    // Some pad the last part with zeros.
    if (std::all_of(packed.begin(), packed.end(), [](uint8_t byte) { return byte == 0; }))
        return;
    if (inflateReset(&stream_) == Z_OK)
        form_ = Form::gzip;
}

void Unpacked::break_off(std::string why) {
    form_ = Form::broken;
    why_ = std::move(why);
}

FeedTable Unpacked::finish() {
    if (form_ == Form::unknown)
        reader_->add(first_bytes_);
    else if (form_ == Form::gzip)
        break_off("it is packed with gzip, and cut");
    FeedTable table = reader_->finish();
    if (!why_.empty())
        table.counts.broken = why_;
    return table;
}

}  // namespace sluice
