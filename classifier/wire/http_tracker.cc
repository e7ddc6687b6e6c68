// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker.h"

#include <algorithm>
#include <string_view>

#include "classifier/wire/http_target.h"
#include "classifier/wire/ip_literal.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

using Outcome = HttpTrackerRequest::Outcome;
using Event = HttpTrackerRequest::Event;

constexpr size_t kHashBytes = 20;

Event read_event(std::string_view value) {
    if (value == "started")
        return Event::started;
    if (value == "stopped")
        return Event::stopped;
    if (value == "completed")
        return Event::completed;
    return value == "paused" ? Event::paused : Event::none;
}

// BEP 7: an address, or one with a port as URLs write it (RFC 2732). Nonsense is left out, as
// trackers do.
std::optional<PeerAddress> read_endpoint(std::string_view value) {
    char room[64];
    auto text = decode_into(room, value);
    if (!text)
        return std::nullopt;
    if (const auto address = parse_ip_literal(*text))
        return PeerAddress{*address, 0};
    const size_t colon = std::min(text->rfind(':'), text->size());
    std::string_view host = text->substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    const auto address = parse_ip_literal(host);
    const auto port = parse_port(text->substr(std::min(colon + 1, text->size())));
    return address && port ? std::optional(PeerAddress{*address, *port}) : std::nullopt;
}

class TrackerQuery {
 public:
    // False if no tracker's request has this parameter.
    bool read(std::string_view key, std::string_view value) {
        if (key == "info_hash") {
            info_hash_ = decoded_bytes(value) == kHashBytes;
            return info_hash_;
        }
        if (key == "peer_id") {
            peer_id_ = decoded_bytes(value) == kHashBytes;
        } else if (key == "port") {
            const auto port = parse_port(value);
            port_ = port.has_value();
            request_.port = port.value_or(0);
        } else if (key == "uploaded" || key == "downloaded" || key == "left") {
            ++progress_;
        } else if (key == "event") {
            request_.event = read_event(value);
        } else if (key == "compact") {
            request_.compact = value == "1";
        } else if (key == "ipv4" || key == "ipv6" || key == "ip") {
            keep_address(read_endpoint(value));
        }
        return true;
    }

    HttpTrackerRequest request(std::string_view path) const {
        HttpTrackerRequest request = request_;
        for (auto* address : {&request.ipv4, &request.ipv6})
            if (*address && (*address)->port == 0)
                (*address)->port = request.port;
        // The path is the tracker's own affair (BEP 3): where it does not say announce, the three
        // numbers that every announce has to have speak for it.
        const bool announces = path.find("announce") != path.npos || progress_ == 3;
        if (announces && info_hash_ && peer_id_ && port_)
            request.outcome = Outcome::announce;
        else if (path.find("scrape") != path.npos && info_hash_)
            request = {.outcome = Outcome::scrape};
        else
            request = {};
        return request;
    }

 private:
    void keep_address(const std::optional<PeerAddress>& at) {
        if (at)
            (holds_ipv4(at->address) ? request_.ipv4 : request_.ipv6) = at;
    }

    HttpTrackerRequest request_;
    int progress_ = 0;  // of uploaded, downloaded and left, as many as there are
    bool info_hash_ = false;
    bool peer_id_ = false;
    bool port_ = false;
};

}  // namespace

HttpTrackerRequest parse_http_tracker_request(const HttpHead& head) {
    if (head.outcome == HttpHead::Outcome::partial) {
        // Which method it is may still be open.
        const bool fits = std::string_view{"GET"}.starts_with(head.method);
        return {.outcome = fits ? Outcome::partial : Outcome::absent};
    }
    if (head.outcome != HttpHead::Outcome::request || head.method != "GET")
        return {};
    const HttpTarget target{head.target};
    TrackerQuery query;
    for (QueryParameters parameters{target.query}; parameters.next();)
        if (!query.read(parameters.key(), parameters.value()))
            return {};
    return query.request(target.path);
}

}  // namespace sluice
