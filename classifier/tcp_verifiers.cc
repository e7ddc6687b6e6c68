// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_verifiers.h"

#include "classifier/wire/http_tracker.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {
namespace {

using Outcome = Finding::Outcome;

Finding verify_handshake(Bytes stream, size_t carried) {
    switch (parse_handshake(stream, carried)) {
        case HandshakeShape::absent:
            return {};
        case HandshakeShape::partial:
            return {.outcome = Outcome::partial};
        case HandshakeShape::complete:
            return {Outcome::found, {Label::bittorrent_peer, Grade::exact}};
    }
    return {};
}

Finding verify_http(Bytes stream) {
    switch (parse_http_tracker_request(stream).outcome) {
        case HttpTrackerRequest::Outcome::absent:
            return {};
        case HttpTrackerRequest::Outcome::partial:
            return {.outcome = Outcome::partial};
        case HttpTrackerRequest::Outcome::announce:
        case HttpTrackerRequest::Outcome::scrape:
            return {Outcome::found, {Label::bittorrent_tracker_http, Grade::exact}};
    }
    return {};
}

}  // namespace

Finding verify_stream(Verifier verifier, Bytes stream, size_t carried) {
    Finding finding;
    switch (verifier) {
        case Verifier::peer_handshake:
            finding = verify_handshake(stream, carried);
            break;
        case Verifier::http:
            finding = verify_http(stream);
            break;
        case Verifier::krpc:
        case Verifier::udp_tracker:
        case Verifier::utp:
            break;  // the signature file's reader lets no such pair through
    }
    finding.verifier = verifier;
    return finding;
}

}  // namespace sluice
