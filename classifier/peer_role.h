// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// What one end of a peer connection said and did, as far as it was seen.
struct PeerSigns {
    // The pieces it said that it has, before it said anything else of pieces.
    enum class Start : uint8_t {
        unseen,      // the connection was picked up later
        nothing,     // an empty bitfield, have none, or none of the three
        some,        // a bitfield with bits missing
        everything,  // have all, or a full bitfield
    };
    Start start = Start::unseen;
    bool complete = false;        // with the haves since, it has all of them
    bool interested = false;      // by its last word
    bool was_interested = false;  // at any time
    bool upload_only = false;     // BEP 21, by its last word
    uint32_t haves = 0;
    uint8_t haves_at_once = 0;  // the most of them without a block in between
    uint32_t requests = 0;
    uint32_t pieces = 0;  // blocks sent
};

// Never a leech for having nothing: a superseeder says so too, and so does who only looks on.
PeerRole judge_role(const PeerSigns& self, const PeerSigns& other);

}  // namespace sluice
