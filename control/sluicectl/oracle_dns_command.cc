// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "control/sluicectl/access_domain_options.h"
#include "control/sluicectl/commands.h"
#include "control/sluicectl/discovery_records.h"

namespace sluice {
namespace {

struct Wanted {
    Discovery discovery;
    std::string zone;
    std::string dhcp;
};

// Each text of an option as what it stands for. wrong: what is to be said of one that stands for
// nothing.
template <typename Value>
void add_list(const Command& command, const char* option, const char* help,
              std::optional<Value> (*parse)(std::string_view), const char* wrong,
              std::function<void(Value)> keep) {
    command.add_texts(
        option,
        [=](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
                auto value = parse(text);
                if (!value)
                    refuse_argument(option, "'" + text + "' " + wrong);
                keep(std::move(*value));
            }
        },
        help);
}

void print_records_json(const std::vector<DnsRecord>& records, uint32_t ttl_s) {
    auto list = nlohmann::ordered_json::array();
    for (const DnsRecord& record : records)
        list.push_back({{"owner", record.owner},
                        {"ttl", ttl_s},
                        {"type", record.type},
                        {"data", record.data}});
    std::cout << list.dump(1) << "\n";
}

void run_dns(const Session& session, const Wanted& wanted) {
    const Discovery& discovery = wanted.discovery;
    if (const auto objection = objection_to(discovery))
        throw CommandFailed(*objection);
    if (!wanted.dhcp.empty()) {
        if (discovery.domains.empty())
            throw CommandFailed("--dhcp needs --domain: the one that clients are to be told");
        return print_access_domain_options(wanted.dhcp, discovery.domains.front(), std::cout);
    }
    const auto records = of_zone(discovery_records(discovery), wanted.zone);
    if (records.empty())
        throw CommandFailed(wanted.zone.empty()
                                ? "nothing to print: name --alto and --domain, for example"
                                : "nothing of that is in the zone " + wanted.zone);
    if (session.json)
        return print_records_json(records, discovery.ttl_s);
    print_zone_lines(records, discovery.ttl_s, std::cout);
}

void add_options(const Command& dns, const std::shared_ptr<Wanted>& wanted) {
    constexpr const char* kNoName = "is no domain name; write example.net";
    constexpr const char* kNoTracker = "is no tracker; write tracker.example.net:6969";
    Discovery* const discovery = &wanted->discovery;  // as long as the command
    add_list<std::string>(dns, "--domain", "an access domain of the operator's", read_domain_name,
                          kNoName, [=](std::string name) { discovery->domains.push_back(name); });
    dns.add_option("--alto", discovery->directory,
                   "the directory's URI: https://alto.example.net/alto/directory");
    add_list<Prefix>(dns, "--prefix", "addresses of the operator's, whose reverse names lead there",
                     Prefix::parse, "is no prefix; write 198.51.100.0/24",
                     [=](Prefix prefix) { discovery->prefixes.push_back(prefix); });
    add_list<TrackerPlace>(
        dns, "--tracker", "the local tracker over HTTP, HOST:PORT", TrackerPlace::parse, kNoTracker,
        [=](TrackerPlace tracker) { discovery->tcp_trackers.push_back(std::move(tracker)); });
    add_list<TrackerPlace>(
        dns, "--udp-tracker", "the same over UDP", TrackerPlace::parse, kNoTracker,
        [=](TrackerPlace tracker) { discovery->udp_trackers.push_back(std::move(tracker)); });
    add_list<IpAddress>(dns, "--retracker", "the tracker's address, for retracker.local",
                        IpAddress::parse, "is no address",
                        [=](IpAddress address) { discovery->retracker.push_back(address); });
    dns.add_option("--ttl", discovery->ttl_s, "of each line, in seconds")
        .between(0, 604'800)
        .with_default();
    dns.add_text(
        "--zone",
        [=](const std::string& text) {
            const auto zone = read_domain_name(text);
            if (!zone)
                refuse_argument("--zone", "'" + text + "' " + kNoName);
            wanted->zone = *zone;
        },
        "only what belongs into that zone's file");
    dns.add_option("--dhcp", wanted->dhcp,
                   "instead, the first domain as an option of a DHCP server: kea, dnsmasq or isc")
        .one_of({"kea", "dnsmasq", "isc"});
}

}  // namespace

void add_oracle_dns_command(const Command& oracle, const Session& session) {
    const Command dns = oracle.add_subcommand(
        "dns", "Print zone-file lines by which clients find the oracle and the tracker");
    const auto wanted = std::make_shared<Wanted>();
    add_options(dns, wanted);
    dns.callback([=, &session] { run_dns(session, *wanted); });
}

}  // namespace sluice
