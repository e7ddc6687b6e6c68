// SPDX-License-Identifier: Apache-2.0
#include "classifier/attributes.h"

#include <array>

namespace sluice {

std::string_view name(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

std::string_view name(MessageKind kind) {
    // In the order of MessageKind.
    static constexpr std::array<std::string_view, kMessageKindCount> kNames{
        "handshake",      "keep_alive",   "choke",         "unchoke",  "interested",
        "not_interested", "have",         "bitfield",      "request",  "piece",
        "cancel",         "port",         "suggest_piece", "have_all", "have_none",
        "reject_request", "allowed_fast", "extended"};
    return kNames.at(static_cast<size_t>(kind));
}

}  // namespace sluice
