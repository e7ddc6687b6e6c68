// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_network_feed.h"

#include <string>
#include <string_view>

#include "http/url.h"
#include "oracle/feeds/yaml/read_as_numbers.h"
#include "policy/socket_address.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr uint64_t kNsPerS = 1'000'000'000;
constexpr uint64_t kGobgpEveryNs = 60 * kNsPerS;
constexpr uint64_t kAltoEveryNs = 600 * kNsPerS;
constexpr uint64_t kShortestEveryNs = kNsPerS;
constexpr uint64_t kLongestEveryNs = 86'400 * kNsPerS;
constexpr size_t kMostPrefixes = 256;  // each prefix of any feed is compared with them

void read_every(const YamlFields& fields, uint64_t otherwise_ns, FeedSource& feed) {
    feed.every_ns = otherwise_ns;
    const auto value = fields.find("every");
    const auto ns = value ? value->duration_ns() : std::nullopt;
    if (!ns)
        return;
    if (*ns < kShortestEveryNs || *ns > kLongestEveryNs)
        value->complain("must be from 1s to 24h");
    feed.every_ns = *ns;
}

void read_gobgp(const YamlFields& fields, FeedSource& feed) {
    read_every(fields, kGobgpEveryNs, feed);
    const auto value = fields.require("address");
    const auto text = value ? value->name() : std::nullopt;
    if (!text)
        return;
    feed.address = *text;
    if (!text->starts_with("unix:/") && !SocketAddress::parse(*text))
        value->complain("'" + *text +
                        "' is no address of a GoBGP API; write \"127.0.0.1:50051\" or "
                        "\"unix:/run/gobgpd.sock\"");
}

void read_file(const std::optional<YamlValue>& value, std::string& out) {
    if (value)
        out = value->text().value_or("");
    if (!out.empty() && out.front() != '/')
        value->complain("'" + out + "' depends on where it is read; write a path from /");
}

void read_believed(const YamlFields& fields, AltoFeedSource& alto) {
    if (const auto prefixes = fields.find("for"))
        for (const YamlValue& item : prefixes->one_or_more()) {
            const auto prefix = read_prefix(item);
            if (prefix && prefix->length == 0)
                item.complain("is everything; write what that network has");
            else if (prefix)
                alto.for_prefixes.push_back(*prefix);
        }
    if (alto.for_prefixes.size() > kMostPrefixes)
        fields.find("for")->complain("has more than the " + std::to_string(kMostPrefixes) +
                                     " prefixes that there may be");
    if (const auto origins = fields.find("for_origin"))
        alto.for_origins = read_as_numbers(*origins);
    if (!fields.has("for") && !fields.has("for_origin"))
        fields.value().complain(
            "needs what it is believed about; write for_origin: 64499, or for: [203.0.113.0/24]");
}

void read_alto(const YamlFields& fields, FeedSource& feed) {
    read_every(fields, kAltoEveryNs, feed);
    AltoFeedSource& alto = feed.alto;
    if (const auto url = fields.require("url")) {
        alto.url = url->text().value_or("");
        if (!alto.url.empty() && !HttpUrl::parse(alto.url))
            url->complain(
                "is no URL of a directory, like \"https://alto.example.net/alto/directory\"");
    }
    read_file(fields.find("ca"), alto.ca_file);
    read_file(fields.find("certificate"), alto.certificate_file);
    read_file(fields.find("key"), alto.key_file);
    if (fields.has("certificate") != fields.has("key"))
        fields.value().complain("has one of certificate and key; write both or none");
    if (const auto from = fields.require("from")) {
        const auto prefix = read_prefix(*from);
        if (prefix && !prefix->is_one_address())
            from->complain("is no single address; write one that is yours, like 198.18.0.1");
        else if (prefix)
            alto.from = prefix->address;
    }
    read_believed(fields, alto);
}

}  // namespace

void read_network_feed(const YamlFields& fields, FeedSource& feed) {
    if (feed.format == FeedFormat::gobgp)
        read_gobgp(fields, feed);
    else if (feed.format == FeedFormat::alto)
        read_alto(fields, feed);
}

void refuse_others_keys(const YamlFields& fields, FeedFormat format) {
    struct Keys {
        std::string_view key;
        bool is_known;
        std::string_view why;
    };
    const bool is_alto = format == FeedFormat::alto;
    const bool is_gobgp = format == FeedFormat::gobgp;
    constexpr std::string_view kAltoAlone = "only a feed of format alto has that; leave it out";
    const Keys keys[] = {
        {"file", !is_alto && !is_gobgp, "a feed of the network has no file; leave it out"},
        {"address", is_gobgp, "only a feed of format gobgp has an address; leave it out"},
        {"every", is_alto || is_gobgp,
         "files are read at the start and at each reload; leave it out"},
        {"only_peers", format == FeedFormat::mrt,
         "only a table of format mrt has peers; leave it out"},
        {"url", is_alto, kAltoAlone},
        {"ca", is_alto, kAltoAlone},
        {"certificate", is_alto, kAltoAlone},
        {"key", is_alto, kAltoAlone},
        {"from", is_alto, kAltoAlone},
        {"for", is_alto, kAltoAlone},
        {"for_origin", is_alto, kAltoAlone},
    };
    for (const Keys& one : keys)
        if (const auto value = fields.find(one.key); value && !one.is_known)
            value->complain(std::string(one.why));
}

}  // namespace sluice
