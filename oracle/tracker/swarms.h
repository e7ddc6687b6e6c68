// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include "oracle/tracker/record_pool.h"
#include "oracle/tracker/swarm.h"
#include "oracle/tracker/told_ports.h"
#include "oracle/udp/sip_hash.h"

namespace sluice {

struct SwarmLimits {
    uint32_t swarms = 200'000;
    uint32_t peers = 1'000'000;
    uint32_t peers_per_swarm = 100'000;
    uint32_t peers_per_source = 1'000;  // in all swarms, of one address (of IPv6: one /64)
    uint32_t silence_s = 3'600;         // who has said nothing for longer is forgotten
};

// Who shares what, now. Memory is bounded by the limits; nothing is ever written down. One thread
// at a time. Times are seconds of a clock that never goes back.
class Swarms {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    Swarms(const SwarmLimits& limits, const SipKey& key);

    struct Member {
        PeerKind kind = PeerKind::leecher;
        PeerPlace place = {};
        bool completes = false;  // says that it just has; counted once for each peer
    };
    enum class Outcome : uint8_t { kept, swarm_is_full, tracker_is_full, source_is_full };
    struct Joined {
        Outcome outcome = Outcome::kept;
        Swarm* swarm = nullptr;  // none where there is none and none could be made
        uint32_t group = kNone;  // where the peer is in it, if it was kept
        uint32_t at = kNone;
    };

    // A peer tells that it is there, for the first time or again. From then on it is told, until it
    // is the turn of others of its address (ToldPorts).
    Joined join(const InfoHash& hash, const PeerEndpoint& endpoint, const Member& member,
                uint32_t now_s);
    // Another tracker tells of a peer of a swarm that is there: a leecher, for all that is known,
    // until it announces itself; who has done so is what it said. False: there is no room for it.
    bool hear_of(const InfoHash& hash, const PeerEndpoint& endpoint, const PeerPlace& place,
                 uint32_t now_s);
    // A peer tells that it goes. Its swarm, if there is still somebody in it.
    const Swarm* leave(const InfoHash& hash, const PeerEndpoint& endpoint);

    const Swarm* find(const InfoHash& hash) const;

    // Forgets who has been silent for too long, within a minute, in small parts: to be called every
    // second or more often.
    void sweep(uint32_t now_s);

    // Where the network map is another: each peer of the swarm is to be where that says.
    void place_anew(Swarm& swarm, const std::function<PeerPlace(const IpAddress&)>& place_of);

    uint32_t count() const { return swarms_.size(); }
    uint32_t peers(PeerKind kind) const { return of_kind_[static_cast<size_t>(kind)]; }
    uint64_t forgotten() const { return forgotten_; }

    // At the most, if all that the limits allow is there; a third of it is usual.
    static size_t memory_bytes(const SwarmLimits& limits);

 private:
    struct Peer {
        PeerEndpoint endpoint;
        PeerKind kind = PeerKind::leecher;
        bool completed = false;
        bool is_hearsay = false;
        uint32_t next = 0;
        uint32_t swarm = kNone;  // none: not there
        uint32_t ports = 0;      // its AddressPorts
        uint32_t group = kNone;  // none: it is not its turn to be told
        uint32_t at = 0;
        uint32_t seen_s = 0;
    };
    // The peers of a swarm that have an address in common.
    struct AddressPorts {
        IpAddress source;
        uint32_t swarm = kNone;
        uint32_t next = 0;
        uint32_t peers = 0;  // told or not
        ToldPorts told;
    };
    struct HashAddress {
        SipKey key;
        size_t operator()(const IpAddress& address) const { return sip_hash(key, address.bytes); }
    };

    uint64_t hash_of(const InfoHash& hash) const { return sip_hash(key_, hash.bytes); }
    uint64_t hash_of(const PeerEndpoint& endpoint, uint32_t swarm) const;
    uint32_t find_swarm(const InfoHash& hash, uint64_t hashed) const;
    uint32_t find_peer(const PeerEndpoint& endpoint, uint32_t swarm, uint64_t hashed) const;
    bool room_at_source(const IpAddress& address) const;
    uint32_t add(const PeerEndpoint& endpoint, uint32_t swarm, PeerKind kind);
    uint32_t ports_for(const IpAddress& source, uint32_t swarm);
    uint32_t group_for(Swarm& swarm, const PeerPlace& place, PeerKind kind, bool ipv6);
    void put(uint32_t number, Swarm& swarm, const PeerPlace& place);
    void take_out(Swarm& swarm, Peer& peer);
    void begin_turn(uint32_t number, Swarm& swarm, const PeerPlace& place);
    void change_kind(uint32_t number, Swarm& swarm, PeerKind kind);
    void complete(Peer& peer, Swarm& swarm);
    void remove(uint32_t number);

    const SwarmLimits limits_;
    const SipKey key_;
    RecordPool<Swarm> swarms_;
    RecordPool<Peer> peers_;
    RecordPool<AddressPorts> ports_;
    std::unordered_map<IpAddress, uint32_t, HashAddress> sources_;
    std::array<uint32_t, kPeerKinds> of_kind_{};
    uint64_t forgotten_ = 0;
    uint32_t swept_s_ = 0;
    uint32_t next_swept_ = 0;
};

}  // namespace sluice
