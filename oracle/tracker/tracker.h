// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "oracle/rank/random.h"
#include "oracle/rank/topology.h"
#include "oracle/tracker/announce.h"
#include "oracle/tracker/composition.h"
#include "oracle/tracker/hash_list.h"
#include "oracle/tracker/layers/layer_map.h"
#include "oracle/tracker/peer_addresses.h"
#include "oracle/tracker/swarms.h"

namespace sluice {

struct TrackerSettings {
    uint32_t interval_s = 1'800;  // how often clients are to announce; silent for two, and gone
    uint32_t peers_usual = 50;    // told to who does not say how many
    uint32_t peers_most = 200;
    uint32_t peers_enough = 30;  // told wherever they are; beyond it, a tenth of who is near
    PeerAddresses addresses;
    SwarmLimits limits;  // silence_s is not read
};

struct AnnounceAnswer {
    Refusal refusal = Refusal::none;
    uint32_t interval_s = 0;
    SwarmCounts counts;
    // How many were written of each.
    size_t ipv4_peers = 0;
    size_t ipv6_peers = 0;
};

// Where the peers of an answer go, as compact entries. Room for none of an IP version: none of it
// is wanted.
struct PeerRoom {
    std::span<uint8_t> ipv4;
    std::span<uint8_t> ipv6;
};

// What a tracker does, whatever protocol it is asked by. One thread at a time; no clock, no I/O.
class Tracker {
 public:
    // key, seed: random.
    Tracker(const TrackerSettings& settings, const SipKey& key, uint64_t seed);

    // source: where the request came from, which is where the peer is. The peers are of its IP
    // version; where there are fewer than wanted, the other's are added.
    AnnounceAnswer announce(const AnnounceRequest& request, const IpAddress& source, uint32_t now_s,
                            const PeerRoom& room);
    // Nothing but zeros of what is not there, or is not served.
    SwarmCounts scrape(const InfoHash& hash) const;
    // Whether it is one of the torrents that the operator serves.
    bool serves(const InfoHash& hash) const { return list_->serves(hash); }
    // Whether somebody is in a swarm who has announced here.
    bool has_announced(const InfoHash& hash) const;
    // Another tracker told of a peer, of a swarm that somebody here is in. False: it is not taken,
    // for its address, its port, or want of room.
    bool merge(const InfoHash& hash, const PeerEndpoint& peer, uint32_t now_s);
    // As Swarms::sweep().
    void sweep(uint32_t now_s) { swarms_.sweep(now_s); }

    // From now on. None: all peers are equally near.
    void use(std::shared_ptr<const Topology> topology);
    void use(std::shared_ptr<const HashList> list) { list_ = std::move(list); }
    // Never none. Caches that a layer has registered are told first to its clients.
    void use(std::shared_ptr<const LayerMap> layers);
    const LayerMap& layers() const { return *layers_; }

    const Swarms& swarms() const { return swarms_; }

 private:
    PeerPlace place_of(const IpAddress& address) const;
    Refusal objection(const AnnounceRequest& request, const IpAddress& source) const;
    void tell(const Swarm& swarm, const Asker& asker, bool ipv6, uint32_t wanted,
              const PeerRoom& room, AnnounceAnswer& answer);

    const TrackerSettings settings_;
    Swarms swarms_;
    SplitMix64 random_;
    Composition composition_;
    std::shared_ptr<const Topology> topology_;
    std::shared_ptr<const HashList> list_ = std::make_shared<HashList>();
    std::shared_ptr<const LayerMap> layers_ = std::make_shared<LayerMap>();
    uint32_t map_version_ = 0;
};

}  // namespace sluice
