// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "classifier/label.h"
#include "classifier/signature_file.h"

namespace sluice {

// What a verifier says of how a stream or a datagram begins.
struct Finding {
    enum class Outcome : uint8_t {
        absent,   // it is not what the verifier knows
        partial,  // the stream has to go on
        proxied,  // a proxy is asked: what the stream is comes after both directions' negotiation
        found,
    };
    Outcome outcome = Outcome::absent;
    Verdict verdict = {};
    Verifier verifier = Verifier::peer_handshake;  // that found it
    std::string_view server_name = {};             // of TLS, where it lies in the stream

    bool found() const { return outcome == Outcome::found; }
    bool partial() const { return outcome == Outcome::partial; }
};

}  // namespace sluice
