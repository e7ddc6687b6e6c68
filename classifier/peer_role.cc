// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_role.h"

namespace sluice {
namespace {

using Start = PeerSigns::Start;

// BEP 16 shows a piece, and the next one when that was passed on. libtorrent shows two at first.
constexpr uint32_t kFewestShown = 2;
constexpr uint8_t kMostShownAtOnce = 2;
// 256 KiB one way, of who was never heard to want or to get anything.
constexpr uint32_t kManyPieces = 16;

bool takes(const PeerSigns& self, const PeerSigns& other) {
    return self.interested || self.was_interested || self.requests > 0 || other.pieces > 0;
}

bool shows_one_at_a_time(const PeerSigns& self) {
    return self.start == Start::nothing && self.pieces > 0 && self.haves >= kFewestShown &&
           self.haves_at_once <= kMostShownAtOnce;
}

}  // namespace

PeerRole judge_role(const PeerSigns& self, const PeerSigns& other) {
    const bool takes_pieces = takes(self, other);
    const bool gives_pieces = self.pieces > 0;

    // A bitfield may look full whose last pieces are missing; who has all asks for none.
    if (self.start == Start::everything && !takes_pieces)
        return PeerRole::seed;
    if (self.complete && !self.interested)
        return PeerRole::seed;
    if (shows_one_at_a_time(self) && !takes_pieces)
        return PeerRole::superseeder;
    if (self.upload_only && !self.interested)
        return PeerRole::partial_seed;
    if (takes_pieces)
        return gives_pieces ? PeerRole::both : PeerRole::leech;
    if (!gives_pieces)
        return PeerRole::unknown;
    // What it has come to have since did not come from here.
    if (self.haves > 0)
        return PeerRole::both;
    return self.start == Start::unseen && self.pieces >= kManyPieces ? PeerRole::seed
                                                                     : PeerRole::unknown;
}

}  // namespace sluice
