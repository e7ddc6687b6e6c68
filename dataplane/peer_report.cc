// SPDX-License-Identifier: Apache-2.0
#include "dataplane/peer_report.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace sluice {

PeerReport::PeerReport(const PeerDescription& description)
    : role(description.role), requests(description.requests), pieces(description.pieces) {
    constexpr uint32_t kMost = std::numeric_limits<uint16_t>::max();
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        for (size_t kind = 0; kind < kPeerKindCount; ++kind) {
            const uint32_t count = description.messages[direction][kFirstPeerKind + kind];
            messages_[direction][kind] = static_cast<uint16_t>(std::min(count, kMost));
        }
    }
}

uint32_t PeerReport::count(Direction direction, MessageKind kind) const {
    const auto way = static_cast<size_t>(direction);
    if (kind == MessageKind::piece_request)
        return requests[way];
    if (kind == MessageKind::piece)
        return pieces[way];
    const auto index = static_cast<size_t>(kind);
    if (index < kFirstPeerKind || index >= kFirstPeerKind + kPeerKindCount)
        return 0;
    return messages_[way][index - kFirstPeerKind];
}

}  // namespace sluice
