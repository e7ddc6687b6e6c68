// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ppsp_tracker.h"

#include <algorithm>
#include <string_view>

#include "classifier/wire/json_members.h"

namespace sluice {
namespace {

using Message = PpspTrackerMessage;

constexpr std::string_view kRequestStart = "POST ";
constexpr std::string_view kResponseStart = "HTTP/1.1 ";
constexpr std::string_view kMediaType = "application/ppsp-tracker+json";  // section 8.1
constexpr std::string_view kRoot = "PPSPTrackerProtocol";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr size_t kLongestHead = 4'096;

bool same_letters(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

// Whether a header's lines have the media type as their Content-Type; parameters may follow it.
bool has_media_type(std::string_view head) {
    constexpr std::string_view kName = "content-type:";
    for (size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
        at += 2;
        std::string_view value = head.substr(at);
        if (!same_letters(value.substr(0, kName.size()), kName))
            continue;
        value.remove_prefix(kName.size());
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        if (!same_letters(value.substr(0, kMediaType.size()), kMediaType))
            return false;
        value.remove_prefix(kMediaType.size());
        return value.empty() || value.front() == ';' || value.front() == ' ' ||
               value.front() == '\r';
    }
    return false;
}

// The request line "POST target HTTP/1.1" or the status line "HTTP/1.1 200 reason".
bool is_first_line(std::string_view line, bool request) {
    if (request)
        return line.ends_with(" HTTP/1.1") && line.size() > kRequestStart.size() + 9;
    line.remove_prefix(kResponseStart.size());
    return line.size() >= 3 && line.find_first_not_of("0123456789") == 3;
}

bool is_string(std::string_view value) {
    return value.size() > 2 && value.front() == '"';
}

Message request_type(std::string_view value) {
    if (value == "\"CONNECT\"")
        return Message::connect;
    if (value == "\"FIND\"")
        return Message::find;
    return value == "\"STAT_REPORT\"" ? Message::stat_report : Message::absent;
}

Message response_type(std::string_view value) {
    if (value == "0")
        return Message::response;
    return value == "1" ? Message::failure : Message::absent;
}

// The element of section 3.3.3 or 3.3.4; extensions may add members (4.4).
Message parse_element(std::string_view text, bool request) {
    JsonMembers members{text};
    Message type = Message::absent;
    bool version = false;
    bool transaction = false;
    bool peer = !request;
    while (members.next()) {
        bool fits = true;
        if (members.name() == "version")
            fits = version = members.value() == "1";
        else if (members.name() == "transaction_id")
            fits = transaction = is_string(members.value());
        else if (members.name() == "peer_id" && request)
            fits = peer = is_string(members.value());
        else if (members.name() == (request ? "request_type" : "response_type"))
            fits = (type = request ? request_type(members.value())
                                   : response_type(members.value())) != Message::absent;
        if (!fits)
            return Message::absent;
        if (version && transaction && peer && type != Message::absent)
            return type;
    }
    return members.cut() ? Message::partial : Message::absent;
}

// What is wrong behind the members that tell the message changes nothing: it may not be there yet.
Message parse_body(std::string_view body, bool request) {
    JsonMembers root{body};
    if (!root.next() && !root.cut() && root.value().empty())
        return Message::absent;
    if (!root.name().empty() && root.name() != kRoot)
        return Message::absent;
    return root.value().empty() ? Message::partial : parse_element(root.value(), request);
}

}  // namespace

PpspTrackerMessage parse_ppsp_tracker(Bytes stream) {
    const std::string_view text{reinterpret_cast<const char*>(stream.data()), stream.size()};
    const bool request = text.substr(0, 1) != kResponseStart.substr(0, 1);
    const std::string_view start = request ? kRequestStart : kResponseStart;
    if (text.substr(0, start.size()) != start.substr(0, text.size()))
        return Message::absent;

    const size_t line_end = text.find("\r\n");
    if (line_end != std::string_view::npos && !is_first_line(text.substr(0, line_end), request))
        return Message::absent;
    const size_t head_end = text.find(kHeadEnd);
    if (head_end == std::string_view::npos)
        return text.size() < kLongestHead ? Message::partial : Message::absent;
    if (!has_media_type(text.substr(0, head_end)))
        return Message::absent;
    return parse_body(text.substr(head_end + kHeadEnd.size()), request);
}

std::optional<MessageKind> message_kind(PpspTrackerMessage message) {
    switch (message) {
        case Message::connect:
            return MessageKind::connect_request;
        case Message::find:
            return MessageKind::get_peer_request;
        case Message::stat_report:
            return MessageKind::announce_request;
        case Message::response:
            return MessageKind::get_peer_response;
        case Message::failure:
            return MessageKind::error_response;
        default:
            return std::nullopt;
    }
}

}  // namespace sluice
