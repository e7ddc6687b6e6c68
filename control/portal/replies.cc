// SPDX-License-Identifier: Apache-2.0
#include "control/portal/replies.h"

#include <fmt/format.h>

#include "control/portal/account_json.h"
#include "control/portal/html.h"
#include "control/portal/page.h"

namespace sluice {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kCss = "text/css; charset=utf-8";
constexpr std::string_view kJson = "application/json";

// What went wrong, for people and for programs.
struct Refusal {
    unsigned status;
    std::string_view code;
    std::string_view title;
    std::string_view message;
    unsigned retry_after_seconds = 0;
};

constexpr Refusal kNobody = {
    404, "unknown_line", "We do not know this connection",
    "We do not know this connection as one of ours. If you are our customer, open this page from "
    "your line at home, not through a VPN, a proxy or another network. A line that has just been "
    "switched on may take a minute."};
constexpr Refusal kPortNeeded = {
    409, "port_needed", "We cannot tell which line is yours",
    "Your address may be shared by several lines, and the proxy that passed your request on does "
    "not say which port you asked from. Rather than guess, we show nothing."};
constexpr Refusal kUnavailable = {
    503, "unavailable", "Not available right now",
    "The system that knows your line does not answer. Your connection itself is not affected. "
    "Please try again in a minute.",
    10};

Refusal refusal(NoAccount why) {
    switch (why) {
        case NoAccount::nobody:
            return kNobody;
        case NoAccount::port_needed:
            return kPortNeeded;
        case NoAccount::unavailable:
            break;
    }
    return kUnavailable;
}

Refusal refusal(Plain what) {
    switch (what) {
        case Plain::proxy_malformed:
            return {400, "forwarded_malformed", "We cannot read whom this is for",
                    "A proxy passed this request on with a Forwarded field that is not as RFC 7239 "
                    "has it."};
        case Plain::proxy_does_not_say:
            return {403, "forwarded_missing", "We cannot tell who asks",
                    "A proxy passed this request on without saying for whom."};
        case Plain::not_here:
            return {404, "not_found", "There is no such page",
                    "There is one page here, at the root, and the same as JSON at /v1/me."};
        case Plain::wrong_method:
            return {405, "method_not_allowed", "This page can only be read",
                    "Nothing can be changed here: only GET and HEAD are answered."};
        case Plain::wrong_host:
            return {421, "wrong_host", "This page has another name",
                    "It was asked for by a name that is not its own. Please use the name or the "
                    "address that we gave you."};
        case Plain::too_many_requests:
            return {429, "too_many_requests", "Too many requests",
                    "Your address asks too often. Please wait a moment.", 1};
        case Plain::header_too_large:
            return {431, "header_too_large", "The request is too large",
                    "Its header is larger than this page reads."};
        case Plain::style:
        case Plain::bad_request:
            break;
    }
    return {400, "bad_request", "We cannot read this request", "It is not as HTTP has it."};
}

PortalReply as_reply(const Refusal& refusal, Form form, const PortalOperator& run_by) {
    PortalReply reply;
    reply.status = refusal.status;
    reply.code = refusal.code;
    reply.retry_after_seconds = refusal.retry_after_seconds;
    if (form == Form::json) {
        reply.type = kJson;
        reply.body = error_json(refusal.code, refusal.message);
        return reply;
    }
    reply.type = kHtml;
    reply.body = html_document(
        refusal.title, run_by.name,
        fmt::format("<section>\n<p>{}</p>\n<p>Questions? Ask {}: {}.</p>\n</section>\n",
                    escaped(refusal.message), escaped(run_by.name), contact_html(run_by.contact)));
    return reply;
}

}  // namespace

PortalReply reply_to(const AccountAnswer& answer, Form form, const PortalOperator& run_by) {
    if (const auto* const why = std::get_if<NoAccount>(&answer))
        return as_reply(refusal(*why), form, run_by);
    const Account& account = std::get<Account>(answer);
    PortalReply reply;
    reply.code = "account";
    reply.type = form == Form::json ? kJson : kHtml;
    reply.body = form == Form::json ? account_json(account) : account_page(account, run_by);
    return reply;
}

PortalReply reply_to(const PlainReply& plain, const PortalOperator& run_by) {
    if (plain.what != Plain::style)
        return as_reply(refusal(plain.what), plain.form, run_by);
    PortalReply reply;
    reply.code = "style";
    reply.type = kCss;
    reply.body = std::string(style_sheet());
    reply.may_be_cached = true;
    return reply;
}

}  // namespace sluice
