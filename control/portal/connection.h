// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <memory>
#include <optional>

#include "control/portal/portal_service.h"
#include "control/portal/replies.h"

namespace sluice {

// One HTTP/1.1 connection, a request at a time, on a strand of its own. It lives as long as
// something is going on. What it serves is subscribers' pages, or else the metrics.
class PortalConnection : public std::enable_shared_from_this<PortalConnection> {
 public:
    enum class Serves : uint8_t { subscribers, metrics };

    // The service outlives it.
    PortalConnection(boost::asio::ip::tcp::socket socket, PortalService& service, Serves serves);
    ~PortalConnection();

    void start();

 private:
    using Error = boost::beast::error_code;

    void begin();
    void wait_for_request(uint64_t for_ns);
    void read_request();
    void on_request(Error error);
    void answer_request();
    void ask(const AskAccount& question);
    bool may_ask(const IpAddress& address);
    PortalRequest request() const;
    void send(PortalReply reply, bool keep_alive);
    void on_sent(Error error, bool keep_alive);
    void close();

    boost::beast::tcp_stream stream_;
    PortalService& service_;
    const Serves serves_;
    IpAddress peer_;
    uint16_t peer_port_ = 0;
    bool is_proxy_ = false;  // a trusted one: its limits are the askers'
    bool admitted_ = false;
    uint64_t read_ns_ = 0;  // when the request had been read
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
    std::optional<boost::beast::http::response<boost::beast::http::string_body>> response_;
    std::optional<boost::beast::http::response_serializer<boost::beast::http::string_body>>
        serializer_;
};

}  // namespace sluice
