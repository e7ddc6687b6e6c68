// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_verifiers.h"

#include "classifier/http_verifier.h"
#include "classifier/segment_buffer.h"
#include "classifier/wire/dns.h"
#include "classifier/wire/ed2k.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/proxy.h"
#include "classifier/wire/ssh.h"
#include "classifier/wire/tls.h"

namespace sluice {
namespace {

using Outcome = Finding::Outcome;

Finding by_shape(StreamShape shape, Label label) {
    switch (shape) {
        case StreamShape::absent:
            return {};
        case StreamShape::partial:
            return {.outcome = Outcome::partial};
        case StreamShape::complete:
            return {Outcome::found, {label, Grade::exact}};
    }
    return {};
}

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

Finding verify_tls(Bytes stream) {
    // A hello that fills what is kept of a stream is TLS, whatever name it has.
    constexpr size_t kEnough = SegmentBuffer::kBytes - 256;
    const TlsClientHello hello = parse_tls_client_hello(stream);
    const bool certain = hello.shape == StreamShape::partial &&
                         stream.size() >= kTlsHelloCertainBytes &&
                         (!hello.server_name.empty() || stream.size() >= kEnough);
    if (hello.shape == StreamShape::complete || certain)
        return {.outcome = Outcome::found,
                .verdict = {Label::tls, Grade::exact},
                .server_name = hello.server_name};
    if (hello.shape == StreamShape::partial)
        return {.outcome = Outcome::partial};
    return by_shape(parse_tls_server_start(stream), Label::tls);
}

Finding verify_ed2k(Bytes stream) {
    switch (parse_ed2k_stream(stream)) {
        case Ed2kStream::absent:
            return {};
        case Ed2kStream::partial:
            return {.outcome = Outcome::partial};
        case Ed2kStream::complete:
            return {Outcome::found, {Label::ed2k_tcp, Grade::exact}};
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
        case Verifier::socks:
            finding = verify_socks(stream);
            break;
        case Verifier::ed2k:
            finding = verify_ed2k(stream);
            break;
        case Verifier::tls:
            finding = verify_tls(stream);
            break;
        case Verifier::ssh:
            finding = by_shape(parse_ssh_identification(stream), Label::ssh);
            break;
        case Verifier::dns_tcp:
            finding = by_shape(parse_dns_stream(stream).shape, Label::dns);
            break;
        default:
            break;  // of UDP: the signature file's reader lets no such pair through
    }
    finding.verifier = verifier;
    return finding;
}

}  // namespace sluice
