// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_verifiers.h"

#include "classifier/http_verifier.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/proxy.h"

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

// By the client's bytes alone a negotiation is never over.
Finding verify_socks(Bytes stream) {
    const auto negotiation = parse_socks(stream, {});
    return {.outcome = negotiation.outcome == ProxyNegotiation::Outcome::partial ? Outcome::proxied
                                                                                 : Outcome::absent};
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
        case Verifier::socks:
            finding = verify_socks(stream);
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
