// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_verifiers.h"

#include "classifier/wire/dns.h"
#include "classifier/wire/dtls.h"
#include "classifier/wire/ppspp.h"
#include "classifier/wire/quic.h"
#include "classifier/wire/stun.h"

namespace sluice {
namespace {

Verdict exact_if(bool holds, Label label) {
    return holds ? Verdict{label, Grade::exact} : Verdict{};
}

Verdict verify_dns(Bytes datagram) {
    const auto message = parse_dns(datagram);
    return exact_if(message.has_value(),
                    message && message->seeks_tracker ? Label::bittorrent_tracker : Label::dns);
}

Verdict verify_dtls(Bytes datagram) {
    switch (parse_dtls(datagram)) {
        case DtlsDatagram::absent:
            return {};
        case DtlsDatagram::records:
            return {Label::webrtc, Grade::coherent};
        case DtlsDatagram::hello:
            return {Label::webrtc, Grade::exact};
    }
    return {};
}

// An opening proves itself; what follows it needs the channel that it gave.
Verdict verify_ppspp(Bytes datagram) {
    const auto handshake = parse_ppspp_handshake(datagram);
    return exact_if(handshake && handshake->destination_channel == 0, Label::ppsp_peer);
}

}  // namespace

Verdict verify_datagram(Verifier verifier, Bytes datagram) {
    switch (verifier) {
        case Verifier::dns:
            return verify_dns(datagram);
        case Verifier::dtls:
            return verify_dtls(datagram);
        case Verifier::ppspp:
            return verify_ppspp(datagram);
        case Verifier::quic:
            return exact_if(parse_quic_client_initial(datagram).has_value(), Label::quic);
        case Verifier::stun:
            return exact_if(parse_stun(datagram).has_value(), Label::webrtc);
        default:
            return {};
    }
}

}  // namespace sluice
