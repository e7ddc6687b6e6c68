// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/web_seed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "classifier/wire/http_target.h"
#include "classifier/wire/http_tracker.h"

namespace sluice {
namespace {

constexpr size_t kHashBytes = 20;

// What clients of BitTorrent call themselves, and whether they also fetch ordinary files.
struct Agent {
    std::string_view prefix;
    bool downloads;
};
constexpr std::array<Agent, 31> kAgents{{
    {"Azureus ", false},
    {"Azureus/", false},
    {"BTWebClient/", false},  // uTorrent and BitTorrent
    {"BiglyBT ", false},
    {"BiglyBT/", false},
    {"BitComet/", true},
    {"BitLord/", false},
    {"BitSpirit/", false},
    {"BitTornado/", false},
    {"BitTorrent/", false},
    {"BitTorrentMac/", false},
    {"Deluge ", false},
    {"Deluge/", false},
    {"Free Download Manager", true},
    {"KTorrent/", false},
    {"PicoTorrent/", false},
    {"Tixati/", false},
    {"Transmission/", false},
    {"Tribler/", false},
    {"Vuze ", false},
    {"Vuze/", false},
    {"WebTorrent/", false},
    {"aria2/", true},
    {"btpd/", false},
    {"ktorrent/", false},
    {"libTorrent/", false},  // rTorrent's
    {"libtorrent/", false},  // Rasterbar's
    {"qBittorrent/", false},
    {"rtorrent/", false},
    {"uTorrent/", false},
    {"uTorrentMac/", false},
}};

std::optional<uint64_t> take_number(std::string_view& text) {
    uint64_t value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{})
        return std::nullopt;
    text.remove_prefix(static_cast<size_t>(rest - text.data()));
    return value;
}

// first-last; the last may be missing where it is the file's end.
bool is_range(std::string_view text, bool open_ended) {
    const auto first = take_number(text);
    if (!first || !text.starts_with('-'))
        return false;
    text.remove_prefix(1);
    if (text.empty())
        return open_ended;
    const auto last = take_number(text);
    return last && text.empty() && *first <= *last;
}

bool are_ranges(std::string_view text) {
    do {
        if (!is_range(cut_at(text, ','), false))
            return false;
    } while (!text.empty());
    return true;
}

bool is_piece(std::string_view text) {
    uint32_t piece = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, piece);
    return error == std::errc{} && rest == end;
}

// The URL may have parameters of its own.
bool asks_for_a_piece(std::string_view query) {
    int hashes = 0;
    int pieces = 0;
    for (QueryParameters parameters{query}; parameters.next();) {
        const std::string_view key = parameters.key();
        const std::string_view value = parameters.value();
        if (key == "info_hash" ? decoded_bytes(value) != kHashBytes
            : key == "piece"   ? !is_piece(value)
            : key == "ranges"  ? !are_ranges(value)
                               : key == "peer_id")
            return false;
        hashes += key == "info_hash";
        pieces += key == "piece";
    }
    return hashes == 1 && pieces == 1;
}

// BEP 48: what follows the last slash begins with announce, or scrape in its place.
bool is_trackers(const HttpTarget& target) {
    std::string_view file = target.path.substr(target.path.rfind('/') + 1);
    file = file.substr(0, file.find('.'));
    if (file == "announce" || file == "scrape")
        return true;
    for (QueryParameters parameters{target.query}; parameters.next();)
        if (parameters.key() == "info_hash")
            return true;
    return false;
}

WebSeedRequest by_client(const HttpHead& head) {
    const auto agent = head.field("user-agent");
    const auto range = head.field("range");
    if (!agent || !range)
        return head.body_at ? WebSeedRequest::absent : WebSeedRequest::partial;
    // RFC 9110, 14.1.2. One range: several are answered in parts, which no client reads.
    static constexpr std::string_view kUnit = "bytes=";
    if (!range->starts_with(kUnit) || !is_range(range->substr(kUnit.size()), true))
        return WebSeedRequest::absent;
    const auto* const known =
        std::find_if(kAgents.begin(), kAgents.end(),
                     [&](const Agent& candidate) { return agent->starts_with(candidate.prefix); });
    if (known == kAgents.end())
        return WebSeedRequest::absent;
    return known->downloads ? WebSeedRequest::download : WebSeedRequest::web_seed;
}

}  // namespace

WebSeedRequest parse_web_seed_request(const HttpHead& head) {
    if (head.outcome == HttpHead::Outcome::partial &&
        std::string_view{"GET"}.starts_with(head.method))
        return WebSeedRequest::partial;
    if (head.outcome != HttpHead::Outcome::request || head.method != "GET")
        return WebSeedRequest::absent;
    const HttpTarget target{head.target};
    if (asks_for_a_piece(target.query))
        return WebSeedRequest::http_seed;
    return is_trackers(target) ? WebSeedRequest::absent : by_client(head);
}

}  // namespace sluice
