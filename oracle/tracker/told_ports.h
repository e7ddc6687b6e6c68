// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "oracle/tracker/swarm.h"

namespace sluice {

// Which peers of one swarm are told, of those that have an address in common (of IPv6: a /64): a
// few at a time, so that one address with many ports fills nobody's list. Each has its turn when it
// announces; then the one goes that has been told for longest, of its own kind if there is one, so
// that many who download do not keep the one seed among them from being told.
class ToldPorts {
 public:
    static constexpr size_t kMost = 5;  // a tenth of the list that is usual

    struct Told {
        uint32_t peer;  // its number among all peers
        PeerKind kind;
    };

    size_t size() const { return size_; }
    bool is_full() const { return size_ == kMost; }

    // Not where is_full().
    void add(const Told& told) { told_[size_++] = told; }
    void remove(uint32_t peer) {
        for (size_t i = 0; i < size_; ++i)
            if (told_[i].peer == peer)
                return take(i);
    }
    void change(uint32_t peer, PeerKind kind) {
        for (size_t i = 0; i < size_; ++i)
            if (told_[i].peer == peer)
                told_[i].kind = kind;
    }
    // Whose turn is over when one of that kind comes; it is taken out. Not where nobody is told.
    uint32_t end_turn(PeerKind kind) {
        size_t which = 0;
        for (size_t i = size_; i-- > 0;)
            if (told_[i].kind == kind)
                which = i;
        const uint32_t peer = told_[which].peer;
        take(which);
        return peer;
    }

 private:
    void take(size_t which) {
        for (--size_; which < size_; ++which)
            told_[which] = told_[which + 1];
    }

    std::array<Told, kMost> told_{};  // who has been told for longest first
    uint8_t size_ = 0;
};

}  // namespace sluice
