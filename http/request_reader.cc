// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.h"

#include "http/field_text.h"

namespace sluice {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

unsigned status_of(const beast::error_code& error) {
    if (error == http::error::header_limit)
        return 431;
    return error == http::error::body_limit ? 413 : 400;
}

}  // namespace

HttpRequestReader::Found HttpRequestReader::read() {
    if (!parser_) {
        parser_.emplace();
        parser_->header_limit(limits_.header_bytes);
        parser_->body_limit(limits_.body_bytes);
    }
    // The header first, and then the body: what the parser is not to read is refused between them.
    for (bool is_more = true; is_more && !parser_->is_done();) {
        beast::error_code error;
        const size_t used = parser_->put(buffer_.data(), error);
        buffer_.consume(used);
        if (error && error != http::error::need_more)
            return refuse(status_of(error));
        // RFC 9112, section 6.3, allows it. Boost 1.74's reader of trailers asserts what a client
        // can make untrue, and nobody asks for so little in chunks.
        if (parser_->is_header_done() && parser_->chunked())
            return refuse(411);
        is_more = !error && used > 0 && has_bytes();
    }
    if (parser_->is_done())
        return accept_request();
    if (!parser_->is_header_done() || told_to_expect_ ||
        !equal_ignoring_case(view(parser_->get()[http::field::expect]), "100-continue"))
        return Found::part;
    told_to_expect_ = true;
    return Found::expecting;
}

HttpRequestReader::Found HttpRequestReader::refuse(unsigned status) {
    status_ = status;
    return Found::refused;
}

HttpRequestReader::Found HttpRequestReader::accept_request() {
    const auto& message = parser_->get();
    request_ = {};
    request_.method = view(message.method_string());
    request_.target = view(message.target());
    request_.body = message.body();
    accept_.clear();
    unsigned hosts = 0;
    for (const auto& field : message) {
        const std::string_view value = view(field.value());
        switch (field.name()) {
            case http::field::host:
                ++hosts;
                request_.host = value;
                break;
            case http::field::accept:
                accept_ += accept_.empty() ? "" : ",";
                accept_ += value;
                break;
            case http::field::content_type:
                request_.content_type = value;
                break;
            case http::field::if_none_match:
                request_.if_none_match = value;
                break;
            case http::field::authorization:
                request_.authorization = value;
                break;
            case http::field::user_agent:
                request_.user_agent = value;
                break;
            default:
                break;
        }
    }
    request_.accept = accept_;
    // RFC 9112, section 3.2.
    if (hosts > 1 || (hosts == 0 && message.version() >= 11))
        return refuse(400);
    return Found::whole;
}

// Of HTTP/1.0 a connection is one request's.
bool HttpRequestReader::keeps_alive() const {
    return parser_->get().version() >= 11 && parser_->get().keep_alive();
}

void HttpRequestReader::next() {
    parser_.reset();
    told_to_expect_ = false;
    request_ = {};
    if (!has_bytes())
        buffer_.shrink_to_fit();
}

}  // namespace sluice
