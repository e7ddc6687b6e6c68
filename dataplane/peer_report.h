// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/peer_description.h"
#include "classifier/peer_wire_walk.h"

namespace sluice {

// A PeerDescription without the kinds that peer wire does not have: a third of the size, since an
// answer about flows may have 100,000 of them. Indexed by Direction, as that is.
class PeerReport {
 public:
    explicit PeerReport(const PeerDescription& description);

    // Of requests and pieces all, of any other kind at most 65,535.
    uint32_t count(Direction direction, MessageKind kind) const;

    std::array<PeerRole, kDirectionCount> role;
    std::array<uint32_t, kDirectionCount> requests;
    std::array<uint32_t, kDirectionCount> pieces;

 private:
    std::array<std::array<uint16_t, kPeerKindCount>, kDirectionCount> messages_;
};
static_assert(sizeof(PeerReport) <= 132);

}  // namespace sluice
