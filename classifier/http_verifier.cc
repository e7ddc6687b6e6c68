// SPDX-License-Identifier: Apache-2.0
#include "classifier/http_verifier.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "classifier/wire/http.h"
#include "classifier/wire/http_tracker.h"
#include "classifier/wire/http_tracker_reply.h"
#include "classifier/wire/metainfo.h"
#include "classifier/wire/ppsp_tracker.h"
#include "classifier/wire/web_seed.h"

namespace sluice {
namespace {

using Outcome = Finding::Outcome;

constexpr Finding kPartial{.outcome = Outcome::partial};

Finding found(Label label, Grade grade = Grade::exact) {
    return {Outcome::found, {label, grade}};
}

// RFC 7846, 4.2: application/ppsp-tracker+json.
bool is_ppsp(const HttpHead& head) {
    const auto type = head.field("Content-Type");
    return type && type->starts_with("application/ppsp-tracker");
}

Finding verify_ppsp(Bytes stream) {
    switch (parse_ppsp_tracker(stream)) {
        case PpspTrackerMessage::absent:
            return found(Label::http);
        case PpspTrackerMessage::partial:
            return kPartial;
        default:
            return found(Label::ppsp_tracker);
    }
}

Finding verify_request(Bytes stream, const HttpHead& head) {
    if (head.method == "CONNECT")
        return {.outcome = Outcome::proxied};
    if (head.method != "GET")  // RFC 7846, 2.2: every request of it is a POST
        return head.method == "POST" && is_ppsp(head) ? verify_ppsp(stream) : found(Label::http);
    if (parse_http_tracker_request(head).outcome >= HttpTrackerRequest::Outcome::announce)
        return found(Label::bittorrent_tracker_http);
    switch (parse_web_seed_request(head)) {
        case WebSeedRequest::http_seed:
            return found(Label::bittorrent_webseed);
        case WebSeedRequest::web_seed:
            // The client says what it is, and the request could be anybody's.
            return found(Label::bittorrent_webseed, Grade::endpoint);
        case WebSeedRequest::partial:
            return kPartial;
        case WebSeedRequest::download:
        case WebSeedRequest::absent:
            break;
    }
    return found(Label::http);
}

// Trackers and .torrent files come as one of these, or as nothing said.
bool may_be_bencoded(const HttpHead& head) {
    static constexpr std::array<std::string_view, 3> kTypes{
        "text/plain", "application/x-bittorrent", "application/octet-stream"};
    const auto type = head.field("Content-Type");
    return !type || std::any_of(kTypes.begin(), kTypes.end(),
                                [&](std::string_view known) { return type->starts_with(known); });
}

Finding verify_response(Bytes stream, const HttpHead& head) {
    if (!head.body_at)
        return kPartial;
    if (is_ppsp(head))
        return verify_ppsp(stream);
    const Bytes body = http_body(stream, head);
    if (body.empty())
        return head.status == 200 && may_be_bencoded(head) && head.field("Content-Length") != "0"
                   ? kPartial
                   : found(Label::http);
    if (body.front() != 'd')
        return found(Label::http);

    const auto reply = parse_http_tracker_reply(body).outcome;
    if (reply == HttpTrackerReply::Outcome::complete)
        return found(Label::bittorrent_tracker_http);
    const auto metainfo = parse_metainfo(body, {}).outcome;
    if (metainfo == Metainfo::Outcome::complete)
        return found(Label::bittorrent_metainfo);
    return reply == HttpTrackerReply::Outcome::partial || metainfo == Metainfo::Outcome::partial
               ? kPartial
               : found(Label::http);
}

}  // namespace

Finding verify_http(Bytes stream) {
    const HttpHead head = parse_http_head(stream);
    switch (head.outcome) {
        case HttpHead::Outcome::absent:
            return {};
        case HttpHead::Outcome::partial:
            return kPartial;
        case HttpHead::Outcome::request:
            return verify_request(stream, head);
        case HttpHead::Outcome::response:
            return verify_response(stream, head);
    }
    return {};
}

}  // namespace sluice
