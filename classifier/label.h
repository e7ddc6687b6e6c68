// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// What a flow is. A tree, written with dots; a rule that names a node means it and all below.
// Only labels that this version can give are here: a rule that names another is refused.
enum class Label : uint8_t {
    unknown,  // undecided, or nothing could be said
    bittorrent,
    bittorrent_peer,          // peer wire over TCP, BEP 3, plain or MSE
    bittorrent_utp,           // BEP 29
    bittorrent_dht,           // BEP 5
    bittorrent_tracker,       // over TLS, or the look for one (BEP 22)
    bittorrent_tracker_http,  // BEP 3
    bittorrent_tracker_udp,   // BEP 15
    bittorrent_lsd,           // BEP 14
    bittorrent_webseed,       // BEP 17, 19
    bittorrent_metainfo,      // a .torrent on its way
    ed2k,
    ed2k_tcp,
    ed2k_udp,
    kad,
    ppsp,
    ppsp_peer,     // RFC 7574
    ppsp_tracker,  // RFC 7846
    suspect,
    suspect_encrypted,  // looks like encrypted peer wire, and nothing says that it is not
    dns,
    tls,
    quic,
    http,
    ssh,
    webrtc,  // STUN, and DTLS beside it
    wireguard,
    other,  // both ends were heard, and it is nothing that has a name here
};
inline constexpr size_t kLabelCount = 28;

// How sure. A rule names the lowest grade that it accepts.
enum class Grade : uint8_t {
    none,      // no label
    suspect,   // statistics only
    endpoint,  // a learnt peer and a payload test
    coherent,  // a state machine agrees in both directions
    exact,     // the structure is verified
};
inline constexpr size_t kGradeCount = 5;

struct Verdict {
    Label label = Label::unknown;
    Grade grade = Grade::none;

    friend bool operator==(Verdict, Verdict) = default;
};

std::string_view name(Label label);
std::string_view name(Grade grade);
std::optional<Label> parse_label(std::string_view text);
std::optional<Grade> parse_grade(std::string_view text);  // none is not a grade one can ask for

Label parent(Label label);             // of a root: itself
bool within(Label label, Label node);  // label is node or below it
bool is_p2p(Label label);

}  // namespace sluice
