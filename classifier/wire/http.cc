// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "classifier/wire/http_field.h"

namespace sluice {
namespace {

using Outcome = HttpHead::Outcome;

constexpr std::array<std::string_view, 18> kMethods{
    "GET",      "HEAD",      "POST",  "PUT",  "DELETE", "CONNECT", "OPTIONS", "TRACE",  "PATCH",
    "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",   "LOCK",    "UNLOCK",  "REPORT", "SEARCH"};
constexpr std::string_view kVersion = "HTTP/1.";
constexpr size_t kVersionBytes = kVersion.size() + 1;
constexpr size_t kStatusDigits = 3;

// Clients leave bytes above 0x7f as they are, against RFC 3986.
bool is_visible(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<uint8_t>(c);
        return byte <= ' ' || byte == 0x7f;
    });
}

struct Line {
    std::string_view text;
    bool ended = false;    // its end has been seen, or at least the CR of it
    bool whole = false;    // the LF too; the LF alone will do (RFC 9112, 2.2)
    bool invalid = false;  // a CR without LF
};

// The first line of text, which becomes what follows it.
Line take_line(std::string_view& text) {
    // Two searches for one byte each: the library's one for either takes ten times as long.
    const size_t feed_at = text.find('\n');
    const size_t end = std::min(text.substr(0, feed_at).find('\r'), feed_at);
    Line line{text.substr(0, end)};
    line.ended = end != std::string_view::npos;
    if (!line.ended)
        return line;
    const size_t feed = text[end] == '\r' ? end + 1 : end;
    line.whole = feed < text.size();
    line.invalid = line.whole && text[feed] != '\n';
    text.remove_prefix(std::min(feed + 1, text.size()));
    return line;
}

// Whether text begins with prefix, or could when it goes on.
bool agrees(std::string_view text, std::string_view prefix, bool ended) {
    const size_t compared = ended ? prefix.size() : std::min(text.size(), prefix.size());
    return text.substr(0, compared) == prefix.substr(0, compared);
}

bool is_version(std::string_view text, bool ended) {
    if (!agrees(text, kVersion, ended))
        return false;
    if (text.size() < kVersionBytes)
        return !ended;
    return text[kVersion.size()] == '0' || text[kVersion.size()] == '1';
}

// RFC 9112, 3.2: the authority alone for CONNECT, * for OPTIONS, the whole URL to a proxy.
bool is_target(std::string_view method, std::string_view target, bool ended) {
    if (!is_visible(target))
        return false;
    if (method == "CONNECT")
        return !ended || target.find(':') != std::string_view::npos;
    return agrees(target, "/", ended) || agrees(target, "http://", ended) ||
           agrees(target, "https://", ended) || (method == "OPTIONS" && target == "*");
}

void read_request_line(const Line& line, HttpHead& head) {
    const size_t space = line.text.find(' ');
    head.method = line.text.substr(0, space);
    const bool method_ended = space != std::string_view::npos;
    if (line.ended && !method_ended)
        return;
    if (std::none_of(kMethods.begin(), kMethods.end(), [&](std::string_view method) {
            return method_ended ? head.method == method : method.starts_with(head.method);
        }))
        return;
    if (!method_ended) {
        head.outcome = Outcome::partial;
        return;
    }

    std::string_view rest = line.text.substr(space + 1);
    const size_t end = rest.find(' ');
    head.target = rest.substr(0, end);
    const bool target_ended = end != std::string_view::npos;
    if (!is_target(head.method, head.target, target_ended) || (line.ended && !target_ended))
        return;
    rest.remove_prefix(target_ended ? end + 1 : rest.size());
    if (!is_version(rest, line.ended) || rest.size() > kVersionBytes)
        return;
    head.outcome = line.ended ? Outcome::request : Outcome::partial;
}

void read_status_line(const Line& line, HttpHead& head) {
    if (!is_version(line.text, line.ended))
        return;
    std::string_view rest = line.text.substr(std::min(kVersionBytes, line.text.size()));
    if (!agrees(rest, " ", line.ended))
        return;
    rest.remove_prefix(std::min<size_t>(1, rest.size()));
    const std::string_view digits = rest.substr(0, kStatusDigits);
    const auto [parsed, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), head.status);
    const bool numeric = digits.empty() || parsed == digits.data() + digits.size();
    if (!numeric || !agrees(rest.substr(digits.size()), " ", false))
        return;
    if (digits.size() < kStatusDigits) {
        head.outcome = line.ended ? Outcome::absent : Outcome::partial;
        return;
    }
    if (head.status < 100 || head.status > 599)
        return;
    head.outcome = line.ended ? Outcome::response : Outcome::partial;
}

bool is_field_line(std::string_view line) {
    const size_t name = field_name_length(line);
    return name != 0 && name < line.size() && line[name] == ':';
}

// A line that is folded (RFC 9112, 5.2) continues the one before it.
bool is_folded(std::string_view line) {
    return line.front() == ' ' || line.front() == '\t';
}

// The field lines, and where the body begins. False if a line is none.
bool read_fields(std::string_view text, size_t at, HttpHead& head) {
    const std::string_view all = text;
    while (true) {
        const size_t position = all.size() - text.size();
        const Line line = take_line(text);
        if (line.invalid)
            return false;
        if (!line.whole || line.text.empty()) {
            head.fields = all.substr(0, position);
            if (line.whole)
                head.body_at = at + all.size() - text.size();
            return true;
        }
        if (is_folded(line.text) ? position == 0 : !is_field_line(line.text))
            return false;
    }
}

}  // namespace

std::optional<std::string_view> HttpHead::field(std::string_view name) const {
    for (std::string_view rest = fields; !rest.empty();) {
        const std::string_view begun = rest;
        rest.remove_prefix(std::min(rest.find('\n') + 1, rest.size()));
        if (begun.size() <= name.size() || begun[name.size()] != ':' ||
            !is_field(begun.substr(0, name.size()), name))
            continue;
        std::string_view value = begun.substr(0, begun.size() - rest.size());
        value = take_line(value).text.substr(name.size() + 1);
        const size_t first = value.find_first_not_of(" \t");
        if (first == std::string_view::npos)
            return std::string_view{};
        return value.substr(first, value.find_last_not_of(" \t") - first + 1);
    }
    return std::nullopt;
}

HttpHead parse_http_head(Bytes stream) {
    std::string_view text{reinterpret_cast<const char*>(stream.data()), stream.size()};
    const Line line = take_line(text);
    HttpHead head;
    if (line.invalid)
        return head;
    read_request_line(line, head);
    if (head.outcome == Outcome::absent) {
        head = HttpHead{};
        read_status_line(line, head);
    }
    if (!line.whole || head.outcome < Outcome::request)
        return head;
    if (!read_fields(text, stream.size() - text.size(), head))
        return HttpHead{};
    return head;
}

Bytes http_body(Bytes stream, const HttpHead& head) {
    if (!head.body_at || *head.body_at > stream.size())
        return {};
    const Bytes body = stream.subspan(*head.body_at);
    size_t length = body.size();
    if (const auto coding = head.field("transfer-encoding"); !coding) {
        const std::string_view text = head.field("content-length").value_or(std::string_view{});
        std::from_chars(text.data(), text.data() + text.size(), length);
        return body.first(std::min(length, body.size()));
    } else if (!is_field(*coding, "chunked")) {
        return {};
    }
    std::string_view rest{reinterpret_cast<const char*>(body.data()), body.size()};
    const Line size = take_line(rest);
    const std::string_view digits = size.text.substr(0, size.text.find_first_of("; \t"));
    const auto [parsed, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), length, 16);
    if (!size.whole || size.invalid || error != std::errc{} ||
        parsed != digits.data() + digits.size())
        return {};
    const Bytes chunks = body.last(rest.size());
    return chunks.first(std::min(length, chunks.size()));
}

std::optional<size_t> http_message_end(Bytes stream, const HttpHead& head) {
    if (!head.body_at || head.field("transfer-encoding"))
        return std::nullopt;
    const bool bodyless = head.status / 100 == 1 || head.status == 204 || head.status == 304;
    size_t length = 0;
    if (const auto text = bodyless ? std::nullopt : head.field("content-length")) {
        const auto [parsed, error] =
            std::from_chars(text->data(), text->data() + text->size(), length);
        if (error != std::errc{} || parsed != text->data() + text->size())
            return std::nullopt;
    } else if (head.outcome == Outcome::response && !bodyless) {
        return std::nullopt;  // it ends with the connection
    }
    return length <= stream.size() - *head.body_at ? std::optional(*head.body_at + length)
                                                   : std::nullopt;
}

}  // namespace sluice
