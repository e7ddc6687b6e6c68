// SPDX-License-Identifier: Apache-2.0
#include "control/session_sources.h"

#include <mutex>

#include <spdlog/spdlog.h>

#include "control/metrics/dhcp_metrics.h"
#include "control/metrics/radius_metrics.h"
#include "control/metrics/session_metrics.h"
#include "control/store/beside_store.h"
#include "control/subscribers/session_sink.h"
#include "control/visible_text.h"

namespace sluice {
SessionSources::SessionSources(const ConfigFile& config, Dataplane& dataplane,
                               SubscriberRegistry& registry)
    : sessions_(session_sink(registry)), expiry_(sessions_) {
    if (config.radius)
        start_radius(config, registry);
    if (config.dhcp)
        start_dhcp(config, dataplane);
}

void SessionSources::start_radius(const ConfigFile& config, SubscriberRegistry& registry) {
    // A subscriber has a few: IPv4 and IPv6, old and new.
    constexpr size_t kSessionsPerSubscriber = 4;
    registry.expect_sessions();
    {
        const std::lock_guard lock(sessions_.mutex);
        sessions_.table.reserve(config.dataplane.memory.subscribers);
    }
    radius_ = std::make_unique<RadiusServer>(
        *config.radius, sessions_, kSessionsPerSubscriber * config.dataplane.memory.subscribers,
        [](const std::string& line) { spdlog::warn("radius: {}", printable(line)); });
}

void SessionSources::start_dhcp(const ConfigFile& config, Dataplane& dataplane) {
    leases_.emplace(beside_store(config.store, "dhcp"));
    dhcp_.emplace(
        *config.dhcp,
        DhcpWatch::Source{[&](auto& copies) { dataplane.take_dhcp(copies); },
                          [&] { return dataplane.dhcp_copies(); }},
        sessions_, [](const std::string& line) { spdlog::warn("{}", line); },
        DhcpWatch::Memory{leases_->load(), [this](auto changes) { leases_->keep(changes); }});
}

void SessionSources::add_metrics(Families& out) const {
    if (radius_)
        add_radius_metrics(*radius_, out);
    if (dhcp_)
        add_dhcp_metrics(dhcp_->report(), out);
    if (radius_ || dhcp_)
        add_session_metrics(sessions_, out);
}

}  // namespace sluice
