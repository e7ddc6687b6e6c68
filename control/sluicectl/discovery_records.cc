// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/discovery_records.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kLongestName = 253;
constexpr size_t kLongestLabel = 63;
constexpr size_t kLongestText = 255;  // RFC 1035, section 3.3: a <character-string>

constexpr std::string_view kWhyDomain = "Where ALTO is, by an access domain (RFC 7286)";
constexpr std::string_view kWhyReverse = "Where ALTO is, by an address (RFC 8686)";
constexpr std::string_view kWhyTracker = "The local tracker (BEP 22)";
constexpr std::string_view kWhyUdpTracker = "The same over UDP, which BEP 22 has no name for";
constexpr std::string_view kWhyRetracker =
    "Embedded in torrents; in a zone retracker.local, of the subscribers' resolvers alone";

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
           label.back() != '-' && std::ranges::all_of(label, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

std::string expression(const std::string& directory) {
    return "!.*!" + directory + "!";
}

// RFC 3986 has neither quotation marks nor backslashes; "!" bounds the expression (RFC 3402,
// section 3.2).
bool fits_expression(const std::string& directory) {
    return std::ranges::all_of(directory, [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '!' && c != '<' && c != '>';
    });
}

// RFC 7286, section 3.2.
std::string naptr(const std::string& directory) {
    const std::string_view protocol = directory.starts_with("https:") ? "https" : "http";
    return "100 10 \"u\" \"ALTO:" + std::string(protocol) + "\" \"" + expression(directory) +
           "\" .";
}

// RFC 2782: priority, weight, port, target. The first that was named is the first to be asked.
void add_trackers(const std::vector<TrackerPlace>& trackers, const std::string& domain,
                  const std::string& protocol, std::string_view why,
                  std::vector<DnsRecord>& records) {
    for (size_t i = 0; i < trackers.size(); ++i)
        records.push_back({"_bittorrent-tracker._" + protocol + "." + domain, "SRV",
                           std::to_string(10 * (i + 1)) + " 0 " + std::to_string(trackers[i].port) +
                               " " + trackers[i].host,
                           why});
}

}  // namespace

std::optional<std::string> read_domain_name(std::string_view text) {
    if (text.ends_with('.'))
        text.remove_suffix(1);
    if (text.empty() || text.size() > kLongestName)
        return std::nullopt;
    std::string name(text);
    for (char& c : name)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    for (std::string_view rest = name; !rest.empty();) {
        const size_t end = std::min(rest.find('.'), rest.size());
        if (!is_label(rest.substr(0, end)) || end + 1 == rest.size())
            return std::nullopt;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return name + ".";
}

std::optional<TrackerPlace> TrackerPlace::parse(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto host = read_domain_name(text.substr(0, colon));
    const std::string_view digits = text.substr(colon + 1);
    TrackerPlace place;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
    // An SRV's target is a name with addresses, and no address itself.
    const bool is_address = IpAddress::parse(text.substr(0, colon)).has_value();
    if (!host || is_address || error != std::errc() || end != digits.data() + digits.size() ||
        place.port == 0)
        return std::nullopt;
    place.host = *host;
    return place;
}

std::optional<std::string> objection_to(const Discovery& discovery) {
    const std::string& directory = discovery.directory;
    const bool is_web = directory.starts_with("https://") || directory.starts_with("http://");
    if (!directory.empty() && (!is_web || !fits_expression(directory)))
        return "'" + directory +
               "' is no URI of a directory; write "
               "https://alto.example.net/alto/directory";
    if (expression(directory).size() > kLongestText)
        return "the directory's URI is longer than a record holds: at most 250 characters";
    if (directory.empty() && !discovery.prefixes.empty())
        return "--prefix needs --alto: where the directory is";
    if (discovery.domains.empty() &&
        (!discovery.tcp_trackers.empty() || !discovery.udp_trackers.empty()))
        return "a tracker needs --domain: whose it is";
    for (const Prefix& prefix : discovery.prefixes)
        if (reverse_names(prefix).empty())
            return prefix.to_string() +
                   " would take more than 256 names, or clients never look there (RFC 8686, "
                   "section "
                   "3.4); name shorter or longer prefixes";
    return std::nullopt;
}

std::vector<DnsRecord> discovery_records(const Discovery& discovery) {
    std::vector<DnsRecord> records;
    const bool has_directory = !discovery.directory.empty();
    for (const std::string& domain : discovery.domains) {
        if (has_directory)
            records.push_back({domain, "NAPTR", naptr(discovery.directory), kWhyDomain});
        add_trackers(discovery.tcp_trackers, domain, "tcp", kWhyTracker, records);
        add_trackers(discovery.udp_trackers, domain, "udp", kWhyUdpTracker, records);
    }
    for (const Prefix& prefix : discovery.prefixes)
        for (std::string& name : reverse_names(prefix))
            records.push_back({std::move(name), "NAPTR", naptr(discovery.directory), kWhyReverse});
    for (const IpAddress& address : discovery.retracker)
        records.push_back({"retracker.local.", address.is_ipv4() ? "A" : "AAAA",
                           address.to_string(), kWhyRetracker});
    return records;
}

std::vector<DnsRecord> of_zone(std::vector<DnsRecord> records, std::string_view zone) {
    if (!zone.empty())
        std::erase_if(records, [&](const DnsRecord& record) {
            return record.owner != zone && !record.owner.ends_with("." + std::string(zone));
        });
    return records;
}

void print_zone_lines(std::span<const DnsRecord> records, uint32_t ttl_s, std::ostream& out) {
    std::string_view why;
    for (const DnsRecord& record : records) {
        if (record.why != why)
            out << "; " << record.why << "\n";
        why = record.why;
        out << record.owner << " " << ttl_s << " IN " << record.type << " " << record.data << "\n";
    }
}

}  // namespace sluice
