// SPDX-License-Identifier: Apache-2.0
#include "control/portal/plain_words.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "control/units.h"

namespace sluice {
namespace {

struct Word {
    std::string_view name;
    std::string_view words;
};

// The roots of the labels' tree (classifier/label.h).
constexpr Word kKinds[] = {
    {"bittorrent", "BitTorrent"},
    {"ed2k", "eDonkey file sharing"},
    {"kad", "Kad file sharing"},
    {"ppsp", "Peer-to-peer streaming"},
    {"suspect", "Encrypted traffic that looks like file sharing"},
    {"dns", "Name look-ups (DNS)"},
    {"tls", "Web and apps, encrypted (TLS)"},
    {"quic", "Web and video, encrypted (QUIC)"},
    {"http", "Web, not encrypted (HTTP)"},
    {"ssh", "Remote log-in (SSH)"},
    {"webrtc", "Calls and meetings (WebRTC)"},
    {"wireguard", "Private network (WireGuard)"},
    {"other", "Other traffic"},
    {"unknown", "Traffic of no known kind"},
};

// "1 packet", "1,130,000 packets".
std::string packets_in_words(uint64_t packets) {
    std::string digits = std::to_string(packets);
    for (size_t at = digits.size(); at > 3;)
        digits.insert(at -= 3, ",");
    return digits + (packets == 1 ? " packet" : " packets");
}

}  // namespace

std::string kind_in_words(std::string_view label) {
    const std::string_view root = label.substr(0, label.find('.'));
    for (const Word& kind : kKinds)
        if (kind.name == root)
            return std::string(kind.words);
    return root.empty() ? "Any traffic" : std::string(root);
}

std::string direction_in_words(std::string_view direction) {
    if (direction == "up")
        return "upload";
    if (direction == "down")
        return "download";
    return std::string(direction);
}

std::string effect_in_words(const RuleTouch& touch) {
    const std::string amount =
        fmt::format("{} ({})", format_bytes(touch.bytes), packets_in_words(touch.packets));
    if (touch.effect == "over_rate")
        return "Held to a rate: what went over it was dropped, " + amount +
               ". Most programs then slow down and send it again.";
    if (touch.effect == "dropped")
        return "Blocked: " + amount + " not let through.";
    if (touch.effect == "marked")
        return "Given another priority: " + amount + ". Nothing was dropped by this.";
    return "Touched in a way this page has no words for (" + touch.effect + "): " + amount + ".";
}

std::string counts_in_words(const TierAllowance& allowance) {
    if (allowance.counts == "up")
        return "only uploads count";
    if (allowance.counts == "down")
        return "only downloads count";
    return "uploads and downloads count";
}

std::string time_in_words(int64_t unix_seconds) {
    const auto seconds = static_cast<std::time_t>(unix_seconds);
    std::tm local{};
    // A year that does not fit: no time of any box's.
    if (localtime_r(&seconds, &local) == nullptr)
        return "at an unknown time";
    char zone[16] = "";
    static_cast<void>(std::strftime(zone, sizeof zone, "%Z", &local));
    static constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
    return fmt::format("{} {} {}, {:02}:{:02} {}", local.tm_mday,
                       kMonths[static_cast<size_t>(local.tm_mon)], 1900LL + local.tm_year,
                       local.tm_hour, local.tm_min, zone);
}

}  // namespace sluice
