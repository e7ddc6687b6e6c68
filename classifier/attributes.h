// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// As the subscriber sees it: up leaves the subscriber, down arrives there.
enum class Direction : uint8_t { up, down };
inline constexpr size_t kDirectionCount = 2;

constexpr Direction opposite(Direction direction) {
    return direction == Direction::up ? Direction::down : Direction::up;
}
std::string_view name(Direction direction);

// BEP 3, 6 and 10 messages that the peer-wire walker counts, named as the BEPs name them.
enum class MessageKind : uint8_t {
    handshake,
    keep_alive,
    choke,
    unchoke,
    interested,
    not_interested,
    have,
    bitfield,
    request,
    piece,
    cancel,
    port,
    suggest_piece,
    have_all,
    have_none,
    reject_request,
    allowed_fast,
    extended,
};
inline constexpr size_t kMessageKindCount = 18;
std::string_view name(MessageKind kind);

}  // namespace sluice
