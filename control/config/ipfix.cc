// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "control/config/seconds.h"
#include "control/config/sections.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr size_t kMostCollectors = 8;
constexpr uint64_t kLeastMtu = 576;  // RFC 7011, section 10.3.3 knows of 512; a record needs more
constexpr uint64_t kLargestMtu = 9'216;

void read_collector(const YamlValue& value, std::vector<IpfixCollector>& out) {
    const auto fields = value.fields({"address", "transport"});
    if (!fields)
        return;
    IpfixCollector collector;
    const auto address = fields->require("address");
    const auto text = address ? address->text() : std::nullopt;
    const auto parsed = text ? SocketAddress::parse(*text) : std::nullopt;
    if (text && !parsed)
        address->complain("'" + *text +
                          "' is no collector's address and port; write 192.0.2.1:4739 or "
                          "[2001:db8::1]:4739");
    if (const auto transport = fields->find("transport")) {
        constexpr std::string_view kTransports[] = {"udp", "tcp"};
        if (transport->node().text == "sctp")
            transport->complain("'sctp' is not built in this version; only udp and tcp are");
        else if (const auto which = transport->one_of(kTransports))
            collector.protocol = *which == 0 ? IpfixProtocol::udp : IpfixProtocol::tcp;
    }
    if (!parsed)
        return;
    collector.address = *parsed;
    collector.name = *text;
    const bool again = std::any_of(out.begin(), out.end(), [&](const IpfixCollector& other) {
        return other.protocol == collector.protocol && other.address.address == parsed->address &&
               other.address.port == parsed->port;
    });
    if (again)
        return value.complain("collector " + *text + " is listed twice");
    out.push_back(collector);
}

}  // namespace

void read_ipfix(const YamlValue& value, IpfixSettings& out) {
    const auto fields = value.fields({"collectors", "active_timeout", "template_refresh",
                                      "observation_domain", "enterprise", "mtu"});
    if (!fields)
        return;
    if (const auto collectors = fields->require("collectors")) {
        const auto items = collectors->items();
        if (collectors->is_list() && items.empty())
            collectors->complain("is empty; leave ipfix out or name at least one");
        if (items.size() > kMostCollectors)
            collectors->complain("names " + std::to_string(items.size()) +
                                 " collectors; at most 8 are possible");
        for (const YamlValue& item : items)
            read_collector(item, out.collectors);
    }
    if (const auto timeout = fields->find("active_timeout"))
        read_seconds(*timeout, {1s, 1h, "from 1s to 1h"}, out.active_timeout_ns);
    if (const auto refresh = fields->find("template_refresh"))
        read_seconds(*refresh, {1s, 24h, "from 1s to 24h"}, out.template_refresh_ns);
    if (const auto domain = fields->find("observation_domain"))
        out.observation_domain = static_cast<uint32_t>(domain->integer(1, UINT32_MAX).value_or(1));
    if (const auto enterprise = fields->find("enterprise"))
        out.enterprise = static_cast<uint32_t>(enterprise->integer(1, UINT32_MAX).value_or(1));
    if (const auto mtu = fields->find("mtu"))
        out.mtu = static_cast<uint32_t>(mtu->integer(kLeastMtu, kLargestMtu).value_or(kLeastMtu));
}

}  // namespace sluice
