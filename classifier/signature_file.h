// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "classifier/classifier.h"

namespace sluice {

// The structural parser that has the last word on a candidate.
enum class Verifier : uint8_t {
    peer_handshake,  // over TCP
    http,
    socks,
    ed2k,
    tls,
    ssh,
    dns_tcp,
    krpc,  // over UDP
    udp_tracker,
    utp,
    lsd,
    ed2k_udp,
    kad,
    ppspp,
    dns,
    quic,
    stun,
    dtls,
    wireguard,
};

struct Signature {
    std::string name;
    Transport transport = Transport::tcp;
    Verifier verifier = Verifier::peer_handshake;
    std::string pattern;  // TCP: without ^ it is sought anywhere in a segment

    bool anchored() const { return pattern.starts_with('^'); }
};

struct SignatureFileError {
    std::string file;
    size_t line = 0;
    std::string reason;  // what is wrong and what would be right

    std::string text() const { return file + ":" + std::to_string(line) + ": " + reason; }
};

// A file's name, for messages, and what is in it.
struct SignatureText {
    std::string_view file;
    std::string_view text;
};

// signatures/*.sig says the format. The first error ends it.
std::variant<std::vector<Signature>, SignatureFileError> read_signatures(SignatureText source);

// As the files name them, for messages: "a, b or c".
std::string verifier_names();

// The files of signatures/ as they were at build time.
const std::vector<SignatureText>& embedded_signatures();

}  // namespace sluice
