// SPDX-License-Identifier: Apache-2.0
#include "http/reply_head.h"

#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

#include "http/entity_tag.h"

namespace sluice {
namespace {

void append_number(std::string& out, uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

void append_field(std::string& out, std::string_view name, uint64_t value) {
    out += name;
    out += ": ";
    append_number(out, value);
    out += "\r\n";
}

std::string_view reason_of(unsigned status) {
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {reason.data(), reason.size()};
}

// RFC 9110, section 8.6: neither says how long what it does not have would be.
bool may_have_content(unsigned status) {
    return status != 204 && status != 304;
}

}  // namespace

ReplyForm form_of_reply(const HttpRequest& request, const HttpReply& reply) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && reply.status == 200 && !reply.entity_tag.empty() &&
        !request.if_none_match.empty() && names_entity_tag(request.if_none_match, reply.entity_tag))
        return {304, false};
    return {reply.status, request.method != "HEAD" && may_have_content(reply.status)};
}

void write_reply_head(std::string& out, const HttpReply& reply, ReplyForm form,
                      std::string_view date, bool keep_alive) {
    out += "HTTP/1.1 ";
    append_number(out, form.status);
    out += ' ';
    out += reason_of(form.status);
    out += "\r\n";
    append_field(out, "Date", date);
    if (!reply.media_type.empty() && may_have_content(form.status))
        append_field(out, "Content-Type", reply.media_type);
    // RFC 9112, section 6.3: what does not say how long it is ends with its connection.
    if (may_have_content(form.status) && !reply.stream)
        append_field(out, "Content-Length", reply.content().size());
    if (!reply.entity_tag.empty())
        append_field(out, "ETag", reply.entity_tag);
    if (reply.max_age_s != 0) {
        out += "Cache-Control: max-age=";
        append_number(out, reply.max_age_s);
        out += "\r\n";
    } else {
        // What has a tag may be kept and asked for again; all else is for one asker and moment.
        append_field(out, "Cache-Control", reply.entity_tag.empty() ? "no-store" : "no-cache");
    }
    append_field(out, "Vary", "Accept");
    append_field(out, "X-Content-Type-Options", "nosniff");
    if (!reply.location.empty())
        append_field(out, "Location", reply.location);
    if (!reply.allow.empty())
        append_field(out, "Allow", reply.allow);
    if (!reply.authenticate.empty())
        append_field(out, "WWW-Authenticate", reply.authenticate);
    if (reply.retry_after_s != 0)
        append_field(out, "Retry-After", reply.retry_after_s);
    if (!keep_alive)
        append_field(out, "Connection", "close");
    out += "\r\n";
}

}  // namespace sluice
