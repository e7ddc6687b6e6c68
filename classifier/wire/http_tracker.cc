// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace sluice {
namespace {

constexpr std::string_view kMethod = "GET ";
constexpr size_t kHashBytes = 20;

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// How many bytes a query value stands for (RFC 3986, 2.1), nothing if an escape is broken.
std::optional<size_t> decoded_bytes(std::string_view value) {
    size_t count = 0;
    for (size_t i = 0; i < value.size(); ++i, ++count) {
        if (value[i] != '%')
            continue;
        if (i + 2 >= value.size() || !is_hex(value[i + 1]) || !is_hex(value[i + 2]))
            return std::nullopt;
        i += 2;
    }
    return count;
}

bool is_port(std::string_view value) {
    uint16_t port = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, port);
    return error == std::errc{} && rest == end;
}

// The part of text before the separator; text becomes what follows it.
std::string_view cut(std::string_view& text, char separator) {
    const size_t at = std::min(text.find(separator), text.size());
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return before;
}

HttpTrackerRequest parse_target(std::string_view target) {
    const std::string_view path = cut(target, '?');
    const bool announces = path.find("announce") != std::string_view::npos;
    const bool scrapes = path.find("scrape") != std::string_view::npos;

    bool info_hash = false;
    bool peer_id = false;
    bool port = false;
    while (!target.empty()) {
        std::string_view value = cut(target, '&');
        const std::string_view key = cut(value, '=');
        if (key == "info_hash") {
            if (decoded_bytes(value) != kHashBytes)
                return HttpTrackerRequest::absent;
            info_hash = true;
        } else if (key == "peer_id") {
            peer_id = decoded_bytes(value) == kHashBytes;
        } else if (key == "port") {
            port = is_port(value);
        }
    }
    if (announces && info_hash && peer_id && port)
        return HttpTrackerRequest::announce;
    return scrapes && info_hash ? HttpTrackerRequest::scrape : HttpTrackerRequest::absent;
}

}  // namespace

HttpTrackerRequest parse_http_tracker_request(Bytes stream) {
    std::string_view line{reinterpret_cast<const char*>(stream.data()), stream.size()};
    const size_t compared = std::min(line.size(), kMethod.size());
    if (line.substr(0, compared) != kMethod.substr(0, compared))
        return HttpTrackerRequest::absent;
    const size_t end = line.find_first_of("\r\n");
    if (end == std::string_view::npos)
        return HttpTrackerRequest::partial;

    line = line.substr(kMethod.size(), end - kMethod.size());
    const std::string_view target = cut(line, ' ');
    if (!line.starts_with("HTTP/1."))
        return HttpTrackerRequest::absent;
    return parse_target(target);
}

}  // namespace sluice
