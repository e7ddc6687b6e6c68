// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/tracker.h"

#include <algorithm>

namespace sluice {
namespace {

SwarmLimits with_silence(SwarmLimits limits, uint32_t interval_s) {
    limits.silence_s = 2 * interval_s;
    return limits;
}

PeerKind kind_of(const AnnounceRequest& request) {
    if (request.has_all)
        return PeerKind::seed;
    return request.event == AnnounceEvent::paused ? PeerKind::partial_seed : PeerKind::leecher;
}

// Whether places that were looked up in one are those of the other.
bool same_places(const Topology& a, const Topology& b) {
    const auto same_realms = [&] {
        return std::ranges::equal(a.parts().realms, b.parts().realms,
                                  [](const Topology::Realm& x, const Topology::Realm& y) {
                                      return x.inside == y.inside;
                                  });
    };
    return a.parts().map == b.parts().map && a.parts().caches == b.parts().caches && same_realms();
}

}  // namespace

Tracker::Tracker(const TrackerSettings& settings, const SipKey& key, uint64_t seed)
    : settings_(settings),
      swarms_(with_silence(settings.limits, settings.interval_s), key),
      random_(seed) {}

void Tracker::use(std::shared_ptr<const Topology> topology) {
    if (!topology || !topology_ || !same_places(*topology, *topology_))
        ++map_version_;
    topology_ = std::move(topology);
}

void Tracker::use(std::shared_ptr<const LayerMap> layers) {
    if (layers->has_caches() || layers_->has_caches())
        ++map_version_;
    layers_ = std::move(layers);
}

PeerPlace Tracker::place_of(const IpAddress& address) const {
    PeerPlace place;
    if (topology_)
        place = {topology_->map().find(address), topology_->realm(address),
                 topology_->is_cache(address)};
    if (!place.cache) {
        place.cache_of = layers_->cache_of(address);
        place.cache = place.cache_of != LayerMap::kNone;
    }
    return place;
}

Refusal Tracker::objection(const AnnounceRequest& request, const IpAddress& source) const {
    if (!list_->serves(request.hash))
        return list_->meaning() == HashList::Meaning::deny ? Refusal::denied : Refusal::not_listed;
    if (request.port == 0)
        return Refusal::no_port;
    // Those of a realm are told inside it alone.
    const bool reachable = settings_.addresses.takes(source) ||
                           (source.is_unicast() && place_of(source).realm != Topology::kNoRealm);
    return reachable ? Refusal::none : Refusal::address;
}

AnnounceAnswer Tracker::announce(const AnnounceRequest& request, const IpAddress& source,
                                 uint32_t now_s, const PeerRoom& room) {
    AnnounceAnswer answer;
    answer.refusal = objection(request, source);
    if (answer.refusal != Refusal::none)
        return answer;
    answer.interval_s = settings_.interval_s;
    const PeerEndpoint endpoint{source, request.port};
    if (request.event == AnnounceEvent::stopped) {
        if (const Swarm* const left = swarms_.leave(request.hash, endpoint))
            answer.counts = left->counts;
        return answer;
    }

    const Swarms::Member member{kind_of(request), place_of(source),
                                request.event == AnnounceEvent::completed};
    auto joined = swarms_.join(request.hash, endpoint, member, now_s);
    if (joined.outcome == Swarms::Outcome::source_is_full)
        answer.refusal = Refusal::source_full;
    else if (joined.swarm == nullptr)
        answer.refusal = Refusal::full;
    if (answer.refusal != Refusal::none)
        return answer;
    if (joined.swarm->map_version != map_version_) {
        swarms_.place_anew(*joined.swarm, [this](const IpAddress& at) { return place_of(at); });
        joined.swarm->map_version = map_version_;
        if (joined.outcome == Swarms::Outcome::kept)  // it is elsewhere in the swarm now
            joined = swarms_.join(request.hash, endpoint, member, now_s);
    }
    answer.counts = joined.swarm->counts;
    const uint32_t wanted = request.wanted == AnnounceRequest::kAsManyAsUsual
                                ? settings_.peers_usual
                                : std::min(request.wanted, settings_.peers_most);
    tell(*joined.swarm,
         {member.place, member.kind, joined.group, joined.at, layers_->layer_of(source)},
         !source.is_ipv4(), wanted, room, answer);
    return answer;
}

void Tracker::tell(const Swarm& swarm, const Asker& asker, bool ipv6, uint32_t wanted,
                   const PeerRoom& room, AnnounceAnswer& answer) {
    std::optional<CostTiers::From> costs;
    if (topology_)
        costs = topology_->tiers().from(asker.place.pid);
    // Where all are equally near, nothing is kept free for who is nearer.
    const size_t enough = costs ? std::min(wanted, settings_.peers_enough) : wanted;
    const auto some = [&](bool of_ipv6, const PeersWanted& count) {
        return composition_.compose(swarm, asker, of_ipv6, costs, count, random_,
                                    of_ipv6 ? room.ipv6 : room.ipv4);
    };
    const size_t own = some(ipv6, {wanted, enough});
    const size_t other = own < enough ? some(!ipv6, {enough - own}) : 0;
    answer.ipv6_peers = ipv6 ? own : other;
    answer.ipv4_peers = ipv6 ? other : own;
}

bool Tracker::has_announced(const InfoHash& hash) const {
    const Swarm* const swarm = list_->serves(hash) ? swarms_.find(hash) : nullptr;
    return swarm != nullptr && swarm->peers > swarm->hearsay;
}

bool Tracker::merge(const InfoHash& hash, const PeerEndpoint& peer, uint32_t now_s) {
    return list_->serves(hash) && peer.port != 0 && settings_.addresses.takes(peer.address) &&
           swarms_.hear_of(hash, peer, place_of(peer.address), now_s);
}

SwarmCounts Tracker::scrape(const InfoHash& hash) const {
    const Swarm* const swarm = list_->serves(hash) ? swarms_.find(hash) : nullptr;
    return swarm == nullptr ? SwarmCounts{} : swarm->counts;
}

}  // namespace sluice
