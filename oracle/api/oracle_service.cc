// SPDX-License-Identifier: Apache-2.0
#include "oracle/api/oracle_service.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "oracle/rank/ranking.h"
#include "policy/complaint.h"
#include "policy/socket_address.h"

namespace sluice {
namespace {

constexpr int kMostEndpoints = Ranking::kMostCandidates;

grpc::Status none_yet() {
    return {grpc::StatusCode::UNAVAILABLE, "there is no topology yet"};
}

grpc::Status wrong(const std::string& what) {
    return {grpc::StatusCode::INVALID_ARGUMENT, one_line(what)};
}

std::string name_of(const NetworkMap& map, Pid pid) {
    return pid == kNoPid ? std::string() : map.names()[pid];
}

// Of an address, or a location's name.
std::optional<Pid> find(const NetworkMap& map, const std::string& text) {
    if (const auto address = IpAddress::parse(text))
        return map.find(*address);
    return map.named(text);
}

std::string no_place(const std::string& field, const std::string& text) {
    return field + ": '" + text + "' is no address and no location's name";
}

// With a port or without.
std::optional<IpAddress> read_peer(const std::string& text) {
    if (const auto address = IpAddress::parse(text))
        return address;
    const auto endpoint = SocketAddress::parse(text);
    return endpoint ? std::optional(endpoint->address) : std::nullopt;
}

std::string at(const char* field, int number) {
    return field + ("[" + std::to_string(number) + "]");
}

void fill(double age_s, google::protobuf::Duration* out) {
    constexpr double kNsPerS = 1e9;
    const double seconds = std::floor(age_s);
    out->set_seconds(static_cast<int64_t>(seconds));
    out->set_nanos(static_cast<int32_t>((age_s - seconds) * kNsPerS));
}

void fill(const FeedState& feed, v1::OracleFeed* out) {
    out->set_name(one_line(feed.name));
    if (feed.age_s)
        fill(*feed.age_s, out->mutable_age());
    out->set_prefixes(feed.prefixes);
    out->set_stale(feed.is_stale);
    out->set_objection(one_line(feed.objection));
}

void fill(const LinkUse& use, v1::OracleLinkUse* out) {
    out->set_up(use.up);
    out->set_down(use.down);
}

void fill(const LinkState& link, v1::OracleLink* out) {
    out->set_name(one_line(link.name));
    if (link.age_s)
        fill(*link.age_s, out->mutable_age());
    fill(link.utilisation, out->mutable_utilisation());
    fill(link.added_cost, out->mutable_added_cost());
    out->set_objection(one_line(link.objection));
}

void fill(const NetworkMap& map, Pid pid, bool with_prefixes, v1::OracleLocation* out) {
    out->set_name(map.names()[pid]);
    const auto prefixes = map.prefixes(pid);
    out->set_prefix_count(prefixes.size());
    if (!with_prefixes)
        return;
    for (const Prefix& prefix : prefixes)
        out->add_prefixes(prefix.to_string());
}

void fill(const Topology& topology, Pid from, Pid to, v1::OracleCost* out) {
    out->set_location(name_of(topology.map(), to));
    const float routing = topology.routing_cost().cost(from, to);
    const float ranking = topology.ranking_cost().cost(from, to);
    if (routing < CostMap::kUnknown)
        out->set_routing(routing);
    if (ranking < CostMap::kUnknown)
        out->set_ranking(ranking);
}

SharedAddress shared_address(v1::OracleRankRequest::SharedAddress value) {
    switch (value) {
        case v1::OracleRankRequest::SHARED_ADDRESS_ONCE:
            return SharedAddress::once;
        case v1::OracleRankRequest::SHARED_ADDRESS_ROTATE:
            return SharedAddress::rotate;
        default:
            return SharedAddress::apart;
    }
}

}  // namespace

grpc::Status OracleService::Status(grpc::ServerContext*, const v1::OracleStatusRequest*,
                                   v1::OracleStatusResponse* response) {
    const auto topology = desk_.topology();
    if (!topology)
        return none_yet();
    response->set_tag(topology->tag());
    response->set_locations(static_cast<uint32_t>(topology->map().names().size()));
    response->set_prefixes(topology->map().prefix_count());
    response->set_topology_bytes(topology->memory_bytes());
    for (const FeedState& feed : desk_.feeds())
        fill(feed, response->add_feeds());
    for (const LinkState& link : desk_.links())
        fill(link, response->add_links());
    return grpc::Status::OK;
}

grpc::Status OracleService::Map(grpc::ServerContext*, const v1::OracleMapRequest* request,
                                v1::OracleMapResponse* response) {
    const auto topology = desk_.topology();
    if (!topology)
        return none_yet();
    const NetworkMap& map = topology->map();
    response->set_tag(topology->tag());
    for (const std::string& name : request->locations()) {
        const auto pid = map.named(name);
        if (!pid)
            return {grpc::StatusCode::NOT_FOUND, one_line("there is no location '" + name + "'")};
        fill(map, *pid, request->prefixes(), response->add_locations());
    }
    for (size_t pid = 0; request->locations().empty() && pid < map.names().size(); ++pid)
        fill(map, static_cast<Pid>(pid), request->prefixes(), response->add_locations());
    return grpc::Status::OK;
}

grpc::Status OracleService::Cost(grpc::ServerContext*, const v1::OracleCostRequest* request,
                                 v1::OracleCostResponse* response) {
    const auto topology = desk_.topology();
    if (!topology)
        return none_yet();
    const NetworkMap& map = topology->map();
    const auto from = find(map, request->source());
    if (!from)
        return wrong(no_place("source", request->source()));
    if (request->destinations_size() > kMostEndpoints)
        return wrong("destinations: more than " + std::to_string(kMostEndpoints));
    response->set_source_location(name_of(map, *from));
    for (int i = 0; i < request->destinations_size(); ++i) {
        const auto to = find(map, request->destinations(i));
        if (!to)
            return wrong(no_place(at("destinations", i), request->destinations(i)));
        v1::OracleCost* cost = response->add_costs();
        cost->set_destination(request->destinations(i));
        fill(*topology, *from, *to, cost);
    }
    for (size_t to = 0; request->destinations().empty() && to < map.names().size(); ++to) {
        v1::OracleCost* cost = response->add_costs();
        cost->set_destination(map.names()[to]);
        fill(*topology, *from, static_cast<Pid>(to), cost);
    }
    return grpc::Status::OK;
}

grpc::Status OracleService::Rank(grpc::ServerContext*, const v1::OracleRankRequest* request,
                                 v1::OracleRankResponse* response) {
    const auto topology = desk_.topology();
    if (!topology)
        return none_yet();
    const auto source = IpAddress::parse(request->source());
    if (!source)
        return wrong("source: '" + request->source() + "' is no address");
    if (request->peers_size() > kMostEndpoints)
        return wrong("peers: more than " + std::to_string(kMostEndpoints));
    std::vector<IpAddress> peers;
    for (int i = 0; i < request->peers_size(); ++i) {
        const auto peer = read_peer(request->peers(i));
        if (!peer)
            return wrong(at("peers", i) + ": '" + request->peers(i) +
                         "' is no address; write 192.0.2.1:6881 or [2001:db8::1]:6881");
        peers.push_back(*peer);
    }
    RankOptions options;
    options.shared_address = shared_address(request->shared_address());
    Ranking ranking;
    SplitMix64 random(seed_.fetch_add(1));
    for (const Ranked& ranked : ranking.rank(*topology, *source, peers, options, random)) {
        v1::OracleRanked* peer = response->add_peers();
        peer->set_peer(request->peers(ranked.candidate));
        peer->set_tier(ranked.tier);
        peer->set_location(name_of(topology->map(), topology->map().find(peers[ranked.candidate])));
        peer->set_cache(topology->is_cache(peers[ranked.candidate]));
    }
    response->set_left_out(static_cast<uint32_t>(peers.size()) -
                           static_cast<uint32_t>(response->peers_size()));
    return grpc::Status::OK;
}

grpc::Status OracleService::Reload(grpc::ServerContext*, const v1::OracleReloadRequest*,
                                   v1::OracleReloadResponse* response) {
    const OracleDesk::Reloaded reloaded = desk_.reload();
    response->set_reloaded(reloaded.is_new);
    for (const std::string& line : reloaded.lines)
        response->add_lines(one_line(line));
    return grpc::Status::OK;
}

}  // namespace sluice
