// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/tracker_config.h"

#include "http/read_limits.h"
#include "policy/yaml/read_prefix.h"
#include "policy/yaml/read_socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

constexpr uint64_t kMostThreads = 64;
constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kShortestIntervalNs = 60 * kSecondNs;
constexpr uint64_t kLongestIntervalNs = 6 * 3'600 * kSecondNs;
constexpr uint64_t kMostPeersTold = 200;  // of IPv4; what an IPv6 path carries are 67 of IPv6
constexpr uint64_t kMostSwarms = 10'000'000;
constexpr uint64_t kMostPeers = 50'000'000;

void read_addresses(const YamlValue& value, std::vector<SocketAddress>& out) {
    for (const YamlValue& item : value.one_or_more()) {
        const auto address = read_socket_address(item);
        if (!address)
            continue;
        if (address->address == IpAddress{} || address->address == IpAddress::from_ipv4(0))
            item.complain(
                "stands for all addresses; name each one, so that answers come from where "
                "the questions went");
        out.push_back(*address);
    }
}

void read_count(const std::optional<YamlValue>& value, uint64_t lowest, uint64_t most,
                uint32_t& out) {
    if (value)
        out = static_cast<uint32_t>(value->integer(lowest, most).value_or(lowest));
}

void read_interval(const YamlValue& value, uint32_t& out_s) {
    const auto ns = value.duration_ns();
    if (!ns)
        return;
    if (*ns < kShortestIntervalNs || *ns > kLongestIntervalNs)
        value.complain("must be from 1m to 6h");
    out_s = static_cast<uint32_t>(*ns / kSecondNs);
}

void read_peers(const YamlValue& value, TrackerSettings& out) {
    const auto fields = value.fields({"usual", "most", "enough"});
    if (!fields)
        return;
    read_count(fields->find("most"), 1, kMostPeersTold, out.peers_most);
    read_count(fields->find("usual"), 1, kMostPeersTold, out.peers_usual);
    read_count(fields->find("enough"), 1, kMostPeersTold, out.peers_enough);
    if (out.peers_usual > out.peers_most)
        value.complain("'usual' is more than 'most'");
}

void read_limits(const YamlValue& value, SwarmLimits& out) {
    const auto fields = value.fields({"swarms", "peers", "peers_per_swarm", "peers_per_source"});
    if (!fields)
        return;
    read_count(fields->find("swarms"), 1, kMostSwarms, out.swarms);
    read_count(fields->find("peers"), 1, kMostPeers, out.peers);
    read_count(fields->find("peers_per_swarm"), 1, kMostPeers, out.peers_per_swarm);
    read_count(fields->find("peers_per_source"), 1, kMostPeers, out.peers_per_source);
}

void read_hashes(const YamlValue& value, TrackerConfig& config) {
    const auto fields = value.fields({"allow", "deny"});
    if (!fields)
        return;
    const auto allow = fields->find("allow");
    const auto deny = fields->find("deny");
    if (allow.has_value() == deny.has_value()) {
        value.complain("wants 'allow' or 'deny', one of them, with a file of info-hashes");
        return;
    }
    config.hash_list = allow ? HashList::Meaning::allow : HashList::Meaning::deny;
    config.hash_file = (allow ? allow : deny)->text().value_or("");
}

void read_metrics(const YamlValue& value, std::optional<SocketAddress>& out) {
    const auto fields = value.fields({"address"});
    const auto field = fields ? fields->require("address") : std::nullopt;
    if (field && field->text() != "none")
        out = read_socket_address(*field);
}

void read_accepted(const YamlValue& value, TrackerSettings& out) {
    std::vector<Prefix> accepted;
    for (const YamlValue& item : value.items())
        if (const auto prefix = read_prefix(item))
            accepted.push_back(*prefix);
    out.addresses = PeerAddresses(accepted);
}

void read_text(const std::optional<YamlValue>& value, std::string& out) {
    if (value)
        out = value->text().value_or("");
}

void read_upstream(const YamlValue& value, std::optional<UpstreamConfig>& out) {
    const auto fields = value.fields({"announce", "ca", "hashes", "metainfo", "interval"});
    if (!fields)
        return;
    UpstreamConfig upstream;
    const auto announce = fields->require("announce");
    read_text(announce, upstream.announce);
    if (announce && !HttpUrl::parse(upstream.announce))
        announce->complain("is no URL of a tracker; write http://192.0.2.1:6969/announce");
    read_text(fields->find("ca"), upstream.ca_file);
    read_text(fields->find("hashes"), upstream.hash_file);
    read_text(fields->find("metainfo"), upstream.folder);
    if (upstream.hash_file.empty() && upstream.folder.empty())
        value.complain(
            "says of no torrents; write 'hashes', a file of info-hashes, or 'metainfo', a folder "
            "of .torrent files");
    if (const auto interval = fields->find("interval"))
        read_interval(*interval, upstream.interval_s);
    out = std::move(upstream);
}

void read_tracker(const YamlNode& node, YamlReport& report, TrackerConfig& config) {
    const YamlValue root(node, "", report);
    const auto fields =
        root.fields({"udp", "http", "udp_threads", "http_limits", "interval", "peers", "limits",
                     "accept", "hashes", "topology", "layers", "upstream", "metrics"});
    if (!fields)
        return;
    if (const auto udp = fields->find("udp"))
        read_addresses(*udp, config.udp);
    if (const auto http = fields->find("http"))
        read_addresses(*http, config.http);
    if (config.udp.empty() && config.http.empty() && report.count() == 0)
        root.complain("names no address to listen on; write udp: [192.0.2.1:6969]");
    read_count(fields->find("udp_threads"), 1, kMostThreads, config.udp_threads);
    if (const auto limits = fields->find("http_limits"))
        read_http_limits(*limits, config.http_limits);
    if (const auto interval = fields->find("interval"))
        read_interval(*interval, config.settings.interval_s);
    if (const auto peers = fields->find("peers"))
        read_peers(*peers, config.settings);
    if (const auto limits = fields->find("limits"))
        read_limits(*limits, config.settings.limits);
    if (const auto accept = fields->find("accept"))
        read_accepted(*accept, config.settings);
    if (const auto hashes = fields->find("hashes"))
        read_hashes(*hashes, config);
    if (const auto topology = fields->find("topology"))
        config.topology = topology->text().value_or("");
    if (const auto layers = fields->find("layers"))
        read_layers(*layers, config.layers);
    if ((config.layers.below || config.layers.above) && config.http.empty())
        root.complain("has layers and no http: announces over UDP are not redirected (BEP 15)");
    if (const auto upstream = fields->find("upstream"))
        read_upstream(*upstream, config.upstream);
    if (const auto metrics = fields->find("metrics"))
        read_metrics(*metrics, config.metrics);
}

}  // namespace

ParsedConfig<TrackerConfig> parse_tracker_config(std::string_view text,
                                                 std::string_view file_name) {
    return parse_config<TrackerConfig>(text, file_name, read_tracker);
}

}  // namespace sluice
