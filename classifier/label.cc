// SPDX-License-Identifier: Apache-2.0
#include "classifier/label.h"

#include <array>

namespace sluice {
namespace {

struct LabelEntry {
    std::string_view name;
    Label parent;
};

// In the order of Label.
constexpr std::array<LabelEntry, kLabelCount> kLabels{{
    {"unknown", Label::unknown},
    {"bittorrent", Label::bittorrent},
    {"bittorrent.peer", Label::bittorrent},
    {"bittorrent.utp", Label::bittorrent},
    {"bittorrent.dht", Label::bittorrent},
    {"bittorrent.tracker", Label::bittorrent},
    {"bittorrent.tracker.http", Label::bittorrent_tracker},
    {"bittorrent.tracker.udp", Label::bittorrent_tracker},
    {"bittorrent.lsd", Label::bittorrent},
    {"bittorrent.webseed", Label::bittorrent},
    {"bittorrent.metainfo", Label::bittorrent},
    {"ed2k", Label::ed2k},
    {"ed2k.tcp", Label::ed2k},
    {"ed2k.udp", Label::ed2k},
    {"kad", Label::kad},
    {"ppsp", Label::ppsp},
    {"ppsp.peer", Label::ppsp},
    {"ppsp.tracker", Label::ppsp},
    {"suspect", Label::suspect},
    {"suspect.encrypted", Label::suspect},
    {"dns", Label::dns},
    {"tls", Label::tls},
    {"quic", Label::quic},
    {"http", Label::http},
    {"ssh", Label::ssh},
    {"webrtc", Label::webrtc},
    {"wireguard", Label::wireguard},
    {"other", Label::other},
}};

// In the order of Grade.
constexpr std::array<std::string_view, kGradeCount> kGrades{"none", "suspect", "endpoint",
                                                            "coherent", "exact"};

}  // namespace

std::string_view name(Label label) {
    return kLabels.at(static_cast<size_t>(label)).name;
}
std::string_view name(Grade grade) {
    return kGrades.at(static_cast<size_t>(grade));
}

std::optional<Label> parse_label(std::string_view text) {
    for (size_t i = 0; i < kLabels.size(); ++i)
        if (kLabels[i].name == text)
            return Label(i);
    return std::nullopt;
}

std::optional<Grade> parse_grade(std::string_view text) {
    for (size_t i = 1; i < kGrades.size(); ++i)
        if (kGrades[i] == text)
            return Grade(i);
    return std::nullopt;
}

Label parent(Label label) {
    return kLabels.at(static_cast<size_t>(label)).parent;
}

bool within(Label label, Label node) {
    while (label != node && parent(label) != label)
        label = parent(label);
    return label == node;
}

bool is_p2p(Label label) {
    return within(label, Label::bittorrent) || within(label, Label::ed2k) ||
           within(label, Label::kad) || within(label, Label::ppsp);
}

}  // namespace sluice
