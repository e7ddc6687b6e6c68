// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp_servers.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "oracle/rank_udp/rank_metrics.h"
#include "oracle/udp/system_random.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

void read_key(const RankUdpConfig::Key& key, RankKeys& keys) {
    const auto secret = parse_rank_key(read_text_file(key.file));
    if (!secret)
        throw std::runtime_error(key.file +
                                 ": must be 32 to 128 hexadecimal digits on one line; write it "
                                 "with openssl rand -hex 32");
    keys.add(key.id, *secret);
}

RankServiceSettings settings_of(const RankUdpConfig& config, const HttpLimits& limits,
                                uint32_t good_for_s) {
    RankServiceSettings settings;
    if (!limits.allowed.empty())
        settings.allowed = RankServiceSettings::prefixes(limits.allowed);
    settings.not_counted = RankServiceSettings::prefixes(limits.not_counted);
    settings.requests_per_second = config.requests_per_second;
    settings.good_for_s =
        static_cast<uint16_t>(std::min<uint32_t>(good_for_s, std::numeric_limits<uint16_t>::max()));
    settings.ids = ConnectionIds(random_key());
    for (const RankUdpConfig::Key& key : config.keys)
        read_key(key, settings.keys);
    return settings;
}

}  // namespace

RankUdpServers::RankUdpServers(const RankUdpConfig& config, const HttpLimits& limits,
                               uint32_t good_for_s, const CurrentTopology& topology)
    : settings_(settings_of(config, limits, good_for_s)) {
    for (const SocketAddress& at : config.listen)
        for (uint32_t i = 0; i < config.threads; ++i)
            servers_.push_back(std::make_unique<RankServer>(
                at, config.threads > 1, settings_, topology, random_key(), random_number()));
}

std::string RankUdpServers::metrics_text() const {
    return servers_.empty() ? "" : rank_metrics_text(servers_);
}

}  // namespace sluice
