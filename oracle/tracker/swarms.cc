// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/swarms.h"

#include <algorithm>

#include "policy/hash.h"

namespace sluice {
namespace {

constexpr uint32_t kSweepSeconds = 60;

// Whom a limit is for: of IPv6 a subscriber has a /64 at least.
IpAddress source_of(const IpAddress& address) {
    return address.is_ipv4() ? address : Prefix::covering(address, 64).address;
}

uint32_t& count_of(SwarmCounts& counts, PeerKind kind) {
    switch (kind) {
        case PeerKind::seed:
            return counts.seeds;
        case PeerKind::partial_seed:
            return counts.partial_seeds;
        case PeerKind::leecher:
            break;
    }
    return counts.leechers;
}

}  // namespace

Swarms::Swarms(const SwarmLimits& limits, const SipKey& key)
    : limits_(limits),
      key_(key),
      swarms_(limits.swarms),
      peers_(limits.peers),
      ports_(limits.peers),
      sources_(0, HashAddress{key}) {}

uint64_t Swarms::hash_of(const PeerEndpoint& endpoint, uint32_t swarm) const {
    const uint64_t address =
        mix(endpoint.address.half(0) ^ key_.first, endpoint.address.half(1) ^ key_.second);
    return mix(address, uint64_t{swarm} << 16 | endpoint.port);
}

uint32_t Swarms::find_swarm(const InfoHash& hash, uint64_t hashed) const {
    return swarms_.find(hashed, [&](const Swarm& swarm) { return swarm.hash == hash; });
}

uint32_t Swarms::find_peer(const PeerEndpoint& endpoint, uint32_t swarm, uint64_t hashed) const {
    return peers_.find(
        hashed, [&](const Peer& peer) { return peer.swarm == swarm && peer.endpoint == endpoint; });
}

const Swarm* Swarms::find(const InfoHash& hash) const {
    const uint32_t number = find_swarm(hash, hash_of(hash));
    return number == kNone ? nullptr : &swarms_[number];
}

bool Swarms::room_at_source(const IpAddress& address) const {
    const auto found = sources_.find(source_of(address));
    return (found == sources_.end() ? 0 : found->second) < limits_.peers_per_source;
}

// The one that there is, or an empty one that is made it, or a new one.
uint32_t Swarms::group_for(Swarm& swarm, const PeerPlace& place, PeerKind kind, bool ipv6) {
    auto& groups = swarm.groups;
    uint32_t empty = kNone;
    for (uint32_t i = 0; i < groups.size(); ++i) {
        if (groups[i].is(place, kind, ipv6))
            return i;
        if (groups[i].size() == 0)
            empty = i;
    }
    if (empty == kNone) {
        groups.emplace_back(place, kind, ipv6);
        return static_cast<uint32_t>(groups.size() - 1);
    }
    groups[empty] = PeerGroup(place, kind, ipv6);
    return empty;
}

uint32_t Swarms::ports_for(const IpAddress& source, uint32_t swarm) {
    const uint64_t hashed = hash_of({source, 0}, swarm);
    const uint32_t found = ports_.find(hashed, [&](const AddressPorts& ports) {
        return ports.swarm == swarm && ports.source == source;
    });
    if (found != kNone)
        return found;
    AddressPorts come;
    come.source = source;
    come.swarm = swarm;
    return ports_.add(hashed, std::move(come));
}

void Swarms::put(uint32_t number, Swarm& swarm, const PeerPlace& place) {
    Peer& peer = peers_[number];
    peer.group = group_for(swarm, place, peer.kind, !peer.endpoint.address.is_ipv4());
    peer.at = swarm.groups[peer.group].size();
    swarm.groups[peer.group].add(peer.endpoint, number);
}

void Swarms::take_out(Swarm& swarm, Peer& peer) {
    PeerGroup& group = swarm.groups[peer.group];
    group.remove(peer.at);
    if (peer.at < group.size())
        peers_[group.peer(peer.at)].at = peer.at;
    peer.group = kNone;
}

void Swarms::begin_turn(uint32_t number, Swarm& swarm, const PeerPlace& place) {
    const PeerKind kind = peers_[number].kind;
    ToldPorts& told = ports_[peers_[number].ports].told;
    if (told.is_full())
        take_out(swarm, peers_[told.end_turn(kind)]);
    told.add({number, kind});
    put(number, swarm, place);
}

void Swarms::change_kind(uint32_t number, Swarm& swarm, PeerKind kind) {
    Peer& peer = peers_[number];
    --count_of(swarm.counts, peer.kind);
    --of_kind_[static_cast<size_t>(peer.kind)];
    peer.kind = kind;
    ++count_of(swarm.counts, kind);
    ++of_kind_[static_cast<size_t>(kind)];
    ports_[peer.ports].told.change(number, kind);
}

void Swarms::complete(Peer& peer, Swarm& swarm) {
    swarm.counts.completed += peer.completed ? 0 : 1;
    peer.completed = true;
}

// It is not told yet.
uint32_t Swarms::add(const PeerEndpoint& endpoint, uint32_t swarm, PeerKind kind) {
    const IpAddress source = source_of(endpoint.address);
    Peer come;
    come.endpoint = endpoint;
    come.kind = kind;
    come.swarm = swarm;
    come.ports = ports_for(source, swarm);
    ++ports_[come.ports].peers;
    ++swarms_[swarm].peers;
    ++count_of(swarms_[swarm].counts, kind);
    ++of_kind_[static_cast<size_t>(kind)];
    ++sources_[source];
    return peers_.add(hash_of(endpoint, swarm), std::move(come));
}

Swarms::Joined Swarms::join(const InfoHash& hash, const PeerEndpoint& endpoint,
                            const Member& member, uint32_t now_s) {
    const uint64_t hashed = hash_of(hash);
    uint32_t number = find_swarm(hash, hashed);
    uint32_t peer_number = kNone;
    if (number != kNone)
        peer_number = find_peer(endpoint, number, hash_of(endpoint, number));
    if (peer_number == kNone) {
        Swarm* const there = number == kNone ? nullptr : &swarms_[number];
        if (!room_at_source(endpoint.address))
            return {Outcome::source_is_full, there};
        if (peers_.is_full() || (there == nullptr && swarms_.is_full()))
            return {Outcome::tracker_is_full, there};
        if (there != nullptr && there->peers >= limits_.peers_per_swarm)
            return {Outcome::swarm_is_full, there};
        if (there == nullptr) {
            Swarm begun;
            begun.hash = hash;
            number = swarms_.add(hashed, std::move(begun));
        }
        peer_number = add(endpoint, number, member.kind);
    }
    Swarm& swarm = swarms_[number];
    Peer& peer = peers_[peer_number];
    if (peer.is_hearsay) {
        peer.is_hearsay = false;
        --swarm.hearsay;
    }
    if (peer.kind != member.kind)
        change_kind(peer_number, swarm, member.kind);
    if (peer.group == kNone) {
        begin_turn(peer_number, swarm, member.place);
    } else if (!swarm.groups[peer.group].is(member.place, member.kind,
                                            !endpoint.address.is_ipv4())) {
        take_out(swarm, peer);
        put(peer_number, swarm, member.place);
    }
    if (member.completes)
        complete(peer, swarm);
    peer.seen_s = now_s;
    return {Outcome::kept, &swarm, peer.group, peer.at};
}

bool Swarms::hear_of(const InfoHash& hash, const PeerEndpoint& endpoint, const PeerPlace& place,
                     uint32_t now_s) {
    const uint32_t swarm = find_swarm(hash, hash_of(hash));
    if (swarm == kNone)
        return false;
    uint32_t number = find_peer(endpoint, swarm, hash_of(endpoint, swarm));
    if (number == kNone) {
        if (!room_at_source(endpoint.address) || peers_.is_full() ||
            swarms_[swarm].peers >= limits_.peers_per_swarm)
            return false;
        number = add(endpoint, swarm, PeerKind::leecher);
        peers_[number].is_hearsay = true;
        ++swarms_[swarm].hearsay;
        begin_turn(number, swarms_[swarm], place);
    }
    if (peers_[number].is_hearsay)
        peers_[number].seen_s = now_s;
    return true;
}

const Swarm* Swarms::leave(const InfoHash& hash, const PeerEndpoint& endpoint) {
    const uint32_t number = find_swarm(hash, hash_of(hash));
    if (number == kNone)
        return nullptr;
    const uint32_t peer = find_peer(endpoint, number, hash_of(endpoint, number));
    if (peer != kNone)
        remove(peer);
    return swarms_[number].peers > 0 ? &swarms_[number] : nullptr;
}

void Swarms::remove(uint32_t number) {
    const Peer peer = peers_[number];
    Swarm& swarm = swarms_[peer.swarm];
    AddressPorts& ports = ports_[peer.ports];
    swarm.hearsay -= peer.is_hearsay ? 1 : 0;
    if (peer.group != kNone) {
        take_out(swarm, peers_[number]);
        ports.told.remove(number);
    }
    --count_of(swarm.counts, peer.kind);
    --of_kind_[static_cast<size_t>(peer.kind)];
    const auto source = sources_.find(ports.source);
    if (--ports.peers == 0)
        ports_.remove(hash_of({ports.source, 0}, peer.swarm), peer.ports, AddressPorts{});
    peers_.remove(hash_of(peer.endpoint, peer.swarm), number, Peer{});
    if (--source->second == 0)
        sources_.erase(source);
    if (--swarm.peers == 0)
        swarms_.remove(hash_of(swarm.hash), peer.swarm, Swarm{});
}

// In the order in which they lie in memory: that is faster than any order of time.
void Swarms::sweep(uint32_t now_s) {
    const uint32_t seconds = std::min(now_s - swept_s_, kSweepSeconds);
    swept_s_ = now_s;
    const uint64_t all = peers_.numbers();
    for (uint64_t left = (all * seconds + kSweepSeconds - 1) / kSweepSeconds; left > 0; --left) {
        if (next_swept_ >= all)
            next_swept_ = 0;
        const Peer& peer = peers_[next_swept_];
        if (peer.swarm != kNone && now_s - peer.seen_s > limits_.silence_s) {
            remove(next_swept_);
            ++forgotten_;
        }
        ++next_swept_;
    }
}

void Swarms::place_anew(Swarm& swarm, const std::function<PeerPlace(const IpAddress&)>& place_of) {
    std::vector<PeerGroup> before;
    before.swap(swarm.groups);
    for (const PeerGroup& group : before)
        for (uint32_t at = 0; at < group.size(); ++at) {
            const uint32_t number = group.peer(at);
            put(number, swarm, place_of(peers_[number].endpoint.address));
        }
}

// Beside its record a peer has an entry in a group, whose memory grows by doubling, maybe that
// group for itself, and a count at its source.
size_t Swarms::memory_bytes(const SwarmLimits& limits) {
    constexpr size_t kEntry = 2 * (PeerGroup::kCompactIpv6 + sizeof(uint32_t));
    constexpr size_t kGroup = 2 * sizeof(PeerGroup);
    constexpr size_t kSource = 64;
    return RecordPool<Swarm>::memory_bytes(limits.swarms) +
           RecordPool<Peer>::memory_bytes(limits.peers) +
           RecordPool<AddressPorts>::memory_bytes(limits.peers) +
           limits.peers * (kEntry + kGroup + kSource);
}

}  // namespace sluice
