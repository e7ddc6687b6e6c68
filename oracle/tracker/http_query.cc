// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/http_query.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace sluice {
namespace {

std::optional<uint8_t> hex_byte(std::string_view digits) {
    uint8_t byte = 0;
    const auto [stopped, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc{} || stopped != digits.data() + 2)
        return std::nullopt;
    return byte;
}

// RFC 3986, section 2.1; a plus is a plus. Nothing unless it is 20 bytes.
std::optional<InfoHash> read_hash(std::string_view text) {
    InfoHash hash;
    for (uint8_t& byte : hash.bytes) {
        if (text.empty())
            return std::nullopt;
        if (text.front() != '%') {
            byte = static_cast<uint8_t>(text.front());
            text.remove_prefix(1);
            continue;
        }
        const auto escaped = hex_byte(text.substr(1, 2));
        if (!escaped)
            return std::nullopt;
        byte = *escaped;
        text.remove_prefix(3);
    }
    return text.empty() ? std::optional(hash) : std::nullopt;
}

// Nothing else but digits.
template <typename Number>
std::optional<Number> read_number(std::string_view text) {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end)
        return std::nullopt;
    return number;
}

AnnounceEvent read_event(std::string_view text) {
    if (text == "started")
        return AnnounceEvent::started;
    if (text == "stopped")
        return AnnounceEvent::stopped;
    if (text == "completed")
        return AnnounceEvent::completed;
    return text == "paused" ? AnnounceEvent::paused : AnnounceEvent::none;
}

void object(HttpTrackerQuery& query, std::string_view objection) {
    query.kind = HttpTrackerQuery::Kind::wrong;
    if (query.objection.empty())
        query.objection = objection;
}

void read_parameter(HttpTrackerQuery& query, std::string_view key, std::string_view value) {
    AnnounceRequest& announce = query.announce;
    if (key == "info_hash") {
        const auto hash = read_hash(value);
        if (!hash)
            object(query, "info_hash is not 20 bytes");
        else if (query.hashes.size() < kMostScraped)
            query.hashes.push_back(*hash);
    } else if (key == "port") {
        const auto port = read_number<uint16_t>(value);
        if (!port)
            object(query, "port is no port");
        announce.port = port.value_or(0);
    } else if (key == "left") {
        announce.has_all = read_number<uint64_t>(value) == uint64_t{0};
    } else if (key == "event") {
        announce.event = read_event(value);
    } else if (key == "numwant") {
        // -1 is how some say that they take what is usual.
        announce.wanted = read_number<uint32_t>(value).value_or(AnnounceRequest::kAsManyAsUsual);
    } else if (key == "compact") {
        query.compact = value != "0";
    }
}

}  // namespace

HttpTrackerQuery parse_http_tracker_query(std::string_view path, std::string_view text) {
    using Kind = HttpTrackerQuery::Kind;
    HttpTrackerQuery query;
    if (path != "/announce" && path != "/scrape")
        return query;
    const Kind kind = path == "/announce" ? Kind::announce : Kind::scrape;
    query.kind = kind;
    while (!text.empty()) {
        const size_t end = std::min(text.find('&'), text.size());
        const std::string_view parameter = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const size_t equals = std::min(parameter.find('='), parameter.size());
        read_parameter(query, parameter.substr(0, equals),
                       parameter.substr(std::min(equals + 1, parameter.size())));
    }
    if (query.hashes.empty())
        object(query, "info_hash is missing");
    else
        query.announce.hash = query.hashes.back();
    if (kind == Kind::announce && query.hashes.size() > 1)
        object(query, "info_hash is there more than once");
    return query;
}

}  // namespace sluice
