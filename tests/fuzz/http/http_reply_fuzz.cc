// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "http/reply_reader.h"

namespace {

using Found = sluice::HttpReplyReader::Found;

// The body, with the bytes as they might arrive, so many at a time.
std::optional<std::string> read_in_steps(const uint8_t* data, size_t size, size_t step) {
    const sluice::HttpReplyReader::Limits limits{.head_bytes = 512, .body_bytes = 64};
    sluice::HttpReplyReader reader(limits);
    Found found = Found::part;
    for (size_t at = 0; at < size && found == Found::part; at += step) {
        const size_t bytes = std::min(step, size - at);
        std::memcpy(reader.room(bytes).data(), data + at, bytes);
        reader.came(bytes);
        found = reader.read();
    }
    if (found == Found::part)
        found = reader.end();
    if (found == Found::refused) {
        if (reader.why().empty())
            std::abort();
        return std::nullopt;
    }
    auto reply = reader.reply();
    if (reply.body.size() > limits.body_bytes)
        std::abort();
    return std::to_string(reply.status) + reply.media_type + reply.entity_tag + reply.body;
}

}  // namespace

// However a stream is cut, it holds the same reply, if none was refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto whole = read_in_steps(data, size, std::max<size_t>(size, 1));
    const auto cut = read_in_steps(data, size, 7);
    if (whole && cut && *whole != *cut)
        std::abort();
    return 0;
}
