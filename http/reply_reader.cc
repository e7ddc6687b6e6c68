// SPDX-License-Identifier: Apache-2.0
#include "http/reply_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/field_text.h"

namespace sluice {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), ascii_lower);
    return out;
}

}  // namespace

HttpReplyReader::Found HttpReplyReader::read() {
    if (!parser_) {
        parser_.emplace();
        parser_->header_limit(static_cast<uint32_t>(limits_.head_bytes));
        parser_->body_limit(limits_.body_bytes);
    }
    // The head first, and then the body: what the parser is not to read is refused between them.
    for (bool is_more = true; is_more && !parser_->is_done();) {
        const bool had_head = parser_->is_header_done();
        beast::error_code error;
        const size_t used = parser_->put(buffer_.data(), error);
        buffer_.consume(used);
        if (error && error != http::error::need_more)
            return refuse(error == http::error::header_limit ? "the head of its reply is too long"
                          : error == http::error::body_limit ? "its reply is too long"
                                                             : "it does not speak HTTP");
        if (!had_head && parser_->is_header_done())
            if (const Found found = check_head(); found != Found::whole)
                return found;
        is_more = !error && used > 0 && buffer_.size() > 0;
    }
    return parser_->is_done() ? Found::whole : Found::part;
}

// Whole: the body may be read.
HttpReplyReader::Found HttpReplyReader::check_head() {
    const auto& message = parser_->get();
    if (parser_->chunked())
        return refuse("its reply is in chunks, for which it was not asked");
    const std::string_view coding = view(message[http::field::content_encoding]);
    if (!coding.empty() && !equal_ignoring_case(coding, "identity"))
        return refuse("its reply is packed, for which it was not asked");
    if (message.result_int() / 100 != 1)
        return Found::whole;
    // RFC 9110, section 15.2: the reply comes after it.
    if (message.result_int() == 101 || ++interim_ > kMostInterim)
        return refuse("it does not come to its reply");
    parser_.reset();
    return read();
}

HttpReplyReader::Found HttpReplyReader::end() {
    if (parser_ && parser_->is_header_done() && !parser_->is_done()) {
        beast::error_code error;
        parser_->put_eof(error);
    }
    if (parser_ && parser_->is_done())
        return Found::whole;
    return refuse(parser_ && parser_->is_header_done() ? "its reply is cut"
                                                       : "it closed without a reply");
}

bool HttpReplyReader::ends_with_connection() const {
    return parser_ && parser_->is_header_done() && parser_->need_eof();
}

FetchedReply HttpReplyReader::reply() {
    auto message = parser_->release();
    FetchedReply reply;
    reply.status = message.result_int();
    std::string_view type = view(message[http::field::content_type]);
    reply.media_type = lower(take_until(';', type));
    reply.entity_tag = view(message[http::field::etag]);
    reply.body = std::move(message.body());
    return reply;
}

HttpReplyReader::Found HttpReplyReader::refuse(std::string why) {
    why_ = std::move(why);
    return Found::refused;
}

}  // namespace sluice
