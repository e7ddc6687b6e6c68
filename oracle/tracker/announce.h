// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "oracle/tracker/info_hash.h"

namespace sluice {

// By the numbers that they have in BEP 15; paused is BEP 21's.
enum class AnnounceEvent : uint32_t { none, completed, started, stopped, paused };

// What a client tells a tracker and asks of it (BEP 3), whatever the protocol. What it says of its
// own address, its traffic and its peer id is not read.
struct AnnounceRequest {
    static constexpr uint32_t kAsManyAsUsual = UINT32_MAX;

    InfoHash hash;
    uint16_t port = 0;
    AnnounceEvent event = AnnounceEvent::none;
    bool has_all = false;  // nothing is left to download
    uint32_t wanted = kAsManyAsUsual;
};

enum class Refusal : uint8_t { none, not_listed, denied, address, no_port, source_full, full };
inline constexpr size_t kRefusals = 7;

// BEP 31: what went wrong, and after how many minutes to ask again; 0: never.
struct RefusalText {
    std::string_view reason;
    uint32_t retry_minutes = 0;
};
RefusalText text_of(Refusal refusal);

}  // namespace sluice
