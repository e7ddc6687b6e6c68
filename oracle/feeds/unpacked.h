// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <zlib.h>

#include "oracle/feeds/feed_reader.h"

namespace sluice {

// A feed that may be packed with gzip (RFC 1952), in one part or several: its first bytes tell. One
// that is cut or damaged is broken, so what was unpacked of it replaces nothing.
class Unpacked : public FeedReader {
 public:
    // What unpacks to more was made to cost time.
    static constexpr uint64_t kMostBytes = uint64_t{8} << 30;

    explicit Unpacked(std::unique_ptr<FeedReader> reader);
    ~Unpacked() override;
    Unpacked(const Unpacked&) = delete;
    Unpacked& operator=(const Unpacked&) = delete;

    void add(Bytes chunk) override;
    FeedTable finish() override;

 private:
    enum class Form : uint8_t { unknown, plain, gzip, between_parts, broken };

    void tell_form();
    void unpack(Bytes packed);
    void begin_part(Bytes packed);
    void break_off(std::string why);

    static constexpr size_t kChunk = size_t{256} << 10;

    std::unique_ptr<FeedReader> reader_;
    Form form_ = Form::unknown;
    std::vector<uint8_t> first_bytes_;  // until they tell
    std::string why_;
    uint64_t unpacked_bytes_ = 0;
    std::unique_ptr<std::array<uint8_t, kChunk>> chunk_;
    z_stream stream_{};
};

}  // namespace sluice
