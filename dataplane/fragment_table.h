// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "dataplane/packet.h"

namespace sluice {

// Later fragments carry no ports. This remembers those of first fragments, so that all pieces of
// a datagram join one flow; nothing is held back or put together. Private to a worker's thread;
// all memory is taken when it is built, and time is passed in.
//
// What strangers can do to it is bounded: a datagram is remembered for 30 s, a full set gives up
// its oldest entry, and the seed hides which datagrams share a set. What is lost this way is
// counted as fragment_unknown and goes through without ports.
class FragmentTable {
 public:
    static constexpr uint32_t kTimeoutMs = 30'000;

    // At least this many datagrams at a time.
    FragmentTable(uint32_t capacity, uint64_t hash_seed);
    ~FragmentTable();

    // For a packet with has_flow and is_fragment: a first fragment is remembered, a later one
    // gets the ports of its first (and, in IPv6, the protocol). Else the ports are zero and the
    // oddity says fragment_unknown or fragment_overlap. now_ms may wrap.
    void resolve(uint16_t realm, uint32_t now_ms, ParsedPacket& packet);

    size_t memory_bytes() const;

 private:
    struct Datagram;
    struct Set;

    uint32_t sets_mask_;
    uint64_t hash_seed_;
    std::unique_ptr<Set[]> sets_;
};

}  // namespace sluice
