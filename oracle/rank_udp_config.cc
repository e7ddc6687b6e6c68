// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp_config.h"

#include <algorithm>

#include "policy/yaml/read_socket_address.h"

namespace sluice {
namespace {

constexpr uint64_t kMostThreads = 64;
constexpr uint64_t kMostRequests = 10'000'000;

void read_number(const std::optional<YamlValue>& value, uint64_t most, uint32_t& out) {
    if (value)
        out = static_cast<uint32_t>(value->integer(1, most).value_or(1));
}

void read_key(const YamlValue& value, std::vector<RankUdpConfig::Key>& keys) {
    const auto fields = value.fields({"id", "file"});
    if (!fields)
        return;
    RankUdpConfig::Key key;
    const auto id = fields->require("id");
    read_number(id, UINT32_MAX, key.id);
    if (const auto file = fields->require("file"))
        key.file = file->text().value_or("");
    if (id && std::ranges::any_of(keys, [&](const auto& other) { return other.id == key.id; }))
        id->complain("is another key's, too");
    keys.push_back(std::move(key));
}

}  // namespace

void read_rank_udp(const YamlValue& value, RankUdpConfig& out) {
    const auto fields = value.fields({"listen", "threads", "requests_per_second", "keys"});
    if (!fields)
        return;
    if (const auto listen = fields->require("listen"))
        read_listen(*listen, out.listen);
    read_number(fields->find("threads"), kMostThreads, out.threads);
    read_number(fields->find("requests_per_second"), kMostRequests, out.requests_per_second);
    if (const auto keys = fields->find("keys"))
        for (const YamlValue& key : keys->items())
            read_key(key, out.keys);
}

}  // namespace sluice
