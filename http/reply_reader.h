// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sluice {

// What a server answered.
struct FetchedReply {
    unsigned status = 0;
    std::string media_type;  // in lower case, without parameters
    std::string entity_tag;  // in its quotes; empty: none
    std::string body;
};

// Makes the reply to one request of the bytes of a connection, whatever they are, and knows of no
// socket. A reply in chunks (RFC 9112, section 7.1) is refused: Boost 1.74's reader of trailers
// asserts what a server can make untrue. So ask in HTTP/1.0, to which nobody may answer in chunks
// (section 6.1).
class HttpReplyReader {
 public:
    struct Limits {
        size_t head_bytes = 16'384;
        size_t body_bytes = size_t{16} << 20;
    };
    enum class Found : uint8_t {
        part,     // more bytes are needed
        whole,    // reply() has it
        refused,  // why() says why; nothing more can be read
    };

    explicit HttpReplyReader(const Limits& limits) : limits_(limits) {}

    // Room for bytes that come, and how many did.
    boost::asio::mutable_buffer room(size_t bytes) { return buffer_.prepare(bytes); }
    void came(size_t bytes) { buffer_.commit(bytes); }

    Found read();
    // The server said no more. Whole, if the reply ends so, else refused.
    Found end();
    // Whether only the connection's end says that the reply is whole.
    bool ends_with_connection() const;

    // Of a whole one; once.
    FetchedReply reply();
    const std::string& why() const { return why_; }

 private:
    static constexpr unsigned kMostInterim = 8;

    Found refuse(std::string why);
    Found check_head();

    const Limits limits_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::response_parser<boost::beast::http::string_body>> parser_;
    unsigned interim_ = 0;
    std::string why_;
};

}  // namespace sluice
