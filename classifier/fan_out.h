// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice {

// To how many different remote ends each subscriber speaks in a way that says nothing: ciphertext
// both ways, of no protocol that is known. A peer of an encrypted swarm speaks so to dozens within
// a minute, hardly anything else does. It is a characteristic and no proof: enough for a suspect.
//
// A small direct table: a subscriber who shares a place takes it over when its minute is over. All
// memory is taken when it is built; private to the worker's thread.
class FanOut {
 public:
    // That many different remote ends within a minute are many.
    static constexpr int kMany = 10;

    // seed: secret, random per run.
    FanOut(uint32_t subscribers, uint64_t seed);

    // The subscriber spoke to that remote end; addresses of 16 bytes. True if it has done so to
    // many within this minute.
    bool add(const uint8_t* subscriber, const uint8_t* remote, uint32_t now_s);

    size_t memory_bytes() const { return places_.size() * sizeof(Place); }

 private:
    struct Place {
        uint64_t subscriber = 0;  // a hash of the address
        uint64_t remotes = 0;     // a bit per hash of a remote address
        uint32_t since_s = 0;
    };

    std::vector<Place> places_;
    uint64_t seed_;
};

}  // namespace sluice
