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
    unknown,  // undecided, or nothing recognised
    bittorrent,
    bittorrent_peer,  // peer wire over TCP, BEP 3
    bittorrent_utp,   // BEP 29
    bittorrent_dht,   // BEP 5
    bittorrent_tracker,
    bittorrent_tracker_http,  // BEP 3
    bittorrent_tracker_udp,   // BEP 15
};
inline constexpr size_t kLabelCount = 8;

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
