// SPDX-License-Identifier: Apache-2.0
#include "classifier/signature_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sluice {
namespace {

struct VerifierEntry {
    std::string_view name;
    Verifier verifier;
    Transport transport;
};

constexpr std::array<VerifierEntry, 19> kVerifiers{{
    {"peer_handshake", Verifier::peer_handshake, Transport::tcp},
    {"http", Verifier::http, Transport::tcp},
    {"socks", Verifier::socks, Transport::tcp},
    {"ed2k", Verifier::ed2k, Transport::tcp},
    {"tls", Verifier::tls, Transport::tcp},
    {"ssh", Verifier::ssh, Transport::tcp},
    {"dns_tcp", Verifier::dns_tcp, Transport::tcp},
    {"krpc", Verifier::krpc, Transport::udp},
    {"udp_tracker", Verifier::udp_tracker, Transport::udp},
    {"utp", Verifier::utp, Transport::udp},
    {"lsd", Verifier::lsd, Transport::udp},
    {"ed2k_udp", Verifier::ed2k_udp, Transport::udp},
    {"kad", Verifier::kad, Transport::udp},
    {"ppspp", Verifier::ppspp, Transport::udp},
    {"dns", Verifier::dns, Transport::udp},
    {"quic", Verifier::quic, Transport::udp},
    {"stun", Verifier::stun, Transport::udp},
    {"dtls", Verifier::dtls, Transport::udp},
    {"wireguard", Verifier::wireguard, Transport::udp},
}};

std::string_view trim(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view take_word(std::string_view& text) {
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trim(text.substr(end));
    return word;
}

// Appended, since GCC 12 warns about const char* + std::string (its bug 105651).
std::string quoted(std::string_view text) {
    return std::string(1, '\'').append(text).append(1, '\'');
}

bool is_name(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// The reason why the line is none, or nothing and the signature is filled in.
std::optional<std::string> read_line(std::string_view line, Signature& signature) {
    const std::string_view name = take_word(line);
    const std::string_view transport = take_word(line);
    const std::string_view verifier = take_word(line);
    if (line.empty())
        return "expected a name, a transport, a verifier and a pattern";
    if (!is_name(name))
        return "name " + quoted(name) + ": expected lower-case letters, digits and dashes";
    if (transport != "tcp" && transport != "udp")
        return "transport " + quoted(transport) + ": expected tcp or udp";

    const auto* const entry =
        std::find_if(kVerifiers.begin(), kVerifiers.end(),
                     [&](const VerifierEntry& known) { return known.name == verifier; });
    if (entry == kVerifiers.end())
        return "verifier " + quoted(verifier) + ": expected " + verifier_names();
    if ((entry->transport == Transport::tcp) != (transport == "tcp"))
        return "verifier " + quoted(verifier) + " does not read " + std::string(transport);
    // Only the handshake tells a peer's stream wherever it begins.
    if (line.front() != '^' && entry->verifier != Verifier::peer_handshake)
        return "pattern " + quoted(line) + ": expected it to begin with ^";
    signature = {std::string(name), entry->transport, entry->verifier, std::string(line)};
    return std::nullopt;
}

}  // namespace

std::string verifier_names() {
    std::string names;
    for (const VerifierEntry& known : kVerifiers) {
        if (&known != &kVerifiers.front())
            names += &known == &kVerifiers.back() ? " or " : ", ";
        names += known.name;
    }
    return names;
}

std::variant<std::vector<Signature>, SignatureFileError> read_signatures(SignatureText source) {
    std::vector<Signature> signatures;
    std::string_view text = source.text;
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#')
            continue;

        Signature signature;
        if (const auto reason = read_line(line, signature))
            return SignatureFileError{std::string(source.file), number, *reason};
        const bool taken =
            std::any_of(signatures.begin(), signatures.end(),
                        [&](const Signature& earlier) { return earlier.name == signature.name; });
        if (taken)
            return SignatureFileError{std::string(source.file), number,
                                      "name " + quoted(signature.name) + " is already taken"};
        signatures.push_back(std::move(signature));
    }
    return signatures;
}

}  // namespace sluice
