// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "http/exchange.h"
#include "http/http_limits.h"

namespace sluice {

// Makes requests of the bytes of one connection, whatever they are, and knows of no socket. Holds
// no more of them than a header, or a body, may have.
class HttpRequestReader {
 public:
    enum class Found : uint8_t {
        part,       // more bytes are needed
        expecting,  // the same, and whoever asks waits for a 100 (RFC 9110, section 10.1.1)
        whole,
        refused,  // status() says why; nothing more can be read
    };

    explicit HttpRequestReader(const HttpLimits& limits) : limits_(limits) {}

    // Room for bytes that come, and how many did.
    boost::asio::mutable_buffer room(size_t bytes) { return buffer_.prepare(bytes); }
    void came(size_t bytes) { buffer_.commit(bytes); }

    Found read();
    unsigned status() const { return status_; }

    // Of a whole one, until next() or room().
    const HttpRequest& request() const { return request_; }
    bool keeps_alive() const;

    // Forgets the request; bytes behind it are the next one's.
    void next();
    bool has_bytes() const { return buffer_.size() > 0; }
    void forget_bytes() { buffer_.clear(); }

 private:
    Found refuse(unsigned status);
    Found accept_request();

    const HttpLimits& limits_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    bool told_to_expect_ = false;
    std::string accept_;
    HttpRequest request_;
    unsigned status_ = 0;
};

}  // namespace sluice
