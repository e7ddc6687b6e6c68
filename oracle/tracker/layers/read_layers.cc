// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/read_layers.h"

#include <algorithm>

#include "policy/yaml/read_prefix.h"
#include "policy/yaml/read_socket_address.h"

namespace sluice {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint32_t kUsualLifetimeS = 120;
constexpr uint64_t kMostEnough = 200;

void read_text(const std::optional<YamlValue>& value, std::string& out) {
    if (value)
        out = value->text().value_or("");
}

void read_prefixes(const std::optional<YamlValue>& value, std::vector<Prefix>& out) {
    if (!value)
        return;
    for (const YamlValue& item : value->one_or_more())
        if (const auto prefix = read_prefix(item))
            out.push_back(*prefix);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

void read_urls(const std::optional<YamlValue>& value, AnnounceUrls& out) {
    if (!value)
        return;
    for (const YamlValue& item : value->one_or_more()) {
        const auto text = item.text();
        if (text && !out.add(*text))
            item.complain("is no URL that clients announce to; write up to " +
                          std::to_string(AnnounceUrls::kMost) +
                          ", such as http://192.0.2.1:6969/announce");
    }
}

void read_permit(const YamlValue& value, std::vector<LayersBelow::Permit>& out) {
    const auto fields = value.fields({"name", "token", "prefixes"});
    if (!fields)
        return;
    LayersBelow::Permit permit;
    if (const auto name = fields->require("name"))
        permit.name = name->name().value_or("");
    read_text(fields->require("token"), permit.token_file);
    const auto prefixes = fields->require("prefixes");
    read_prefixes(prefixes, permit.prefixes);
    if (std::ranges::any_of(out, [&](const auto& other) { return other.name == permit.name; }))
        value.complain("'" + permit.name + "' is there already");
    out.push_back(std::move(permit));
}

void read_below(const YamlValue& value, std::optional<LayersBelow>& out) {
    const auto fields = value.fields({"listen", "tls", "trackers"});
    if (!fields)
        return;
    LayersBelow below;
    if (const auto listen = fields->require("listen"))
        read_listen(*listen, below.listen);
    const auto tls = fields->require("tls");
    if (const auto files = tls ? tls->fields({"certificate", "key"}) : std::nullopt) {
        read_text(files->require("certificate"), below.certificate);
        read_text(files->require("key"), below.key);
    }
    if (const auto trackers = fields->require("trackers"))
        for (const YamlValue& item : trackers->items())
            read_permit(item, below.trackers);
    if (below.trackers.size() >= LayerMap::kNone)
        value.complain("names too many trackers");
    out = std::move(below);
}

void read_lifetime(const YamlValue& value, uint32_t& out_s) {
    const auto ns = value.duration_ns();
    if (!ns)
        return;
    if (*ns < Registration::kShortestLifetimeS * kSecondNs ||
        *ns > Registration::kLongestLifetimeS * kSecondNs)
        value.complain("must be from 10s to 24h");
    out_s = static_cast<uint32_t>(*ns / kSecondNs);
}

void read_above(const YamlValue& value, LayersConfig& out) {
    const auto fields = value.fields(
        {"register", "ca", "token", "announce", "own", "prefixes", "caches", "lifetime", "enough"});
    if (!fields)
        return;
    LayerAbove above;
    if (const auto url = fields->require("register")) {
        const auto parsed = HttpUrl::parse(url->text().value_or(""));
        if (!parsed || !parsed->is_https || parsed->target != kRegistrationPath)
            url->complain("is no place to register at; write https://192.0.2.1:6970" +
                          std::string(kRegistrationPath));
        else
            above.registration = *parsed;
    }
    read_text(fields->find("ca"), above.ca_file);
    read_text(fields->require("token"), above.token_file);
    read_urls(fields->require("announce"), out.routes.announce);
    read_urls(fields->require("own"), above.own.announce);
    read_prefixes(fields->require("prefixes"), above.own.prefixes);
    read_prefixes(fields->find("caches"), above.own.caches);
    above.own.lifetime_s = kUsualLifetimeS;
    if (const auto lifetime = fields->find("lifetime"))
        read_lifetime(*lifetime, above.own.lifetime_s);
    if (const auto enough = fields->find("enough"))
        out.routes.enough = static_cast<uint32_t>(enough->integer(0, kMostEnough).value_or(0));
    out.above = std::move(above);
}

}  // namespace

void read_layers(const YamlValue& value, LayersConfig& out) {
    const auto fields = value.fields({"below", "above"});
    if (!fields)
        return;
    if (const auto below = fields->find("below"))
        read_below(*below, out.below);
    if (const auto above = fields->find("above"))
        read_above(*above, out);
}

}  // namespace sluice
