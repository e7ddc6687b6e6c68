// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "policy/socket_address.h"

namespace sluice {

struct ReceivedReply {
    unsigned status = 0;
    std::string head;
    std::string body;
};

inline std::string get(std::string_view target, std::string_view fields = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

// Status 0: the stream ended.
template <typename Stream>
ReceivedReply read_plain_reply(Stream& stream, std::string& ahead, bool with_content = true) {
    boost::system::error_code error;
    const size_t head_bytes =
        boost::asio::read_until(stream, boost::asio::dynamic_buffer(ahead), "\r\n\r\n", error);
    ReceivedReply reply;
    if (error)
        return reply;
    reply.head = ahead.substr(0, head_bytes);
    ahead.erase(0, head_bytes);
    reply.status = static_cast<unsigned>(std::atoi(reply.head.substr(9, 3).c_str()));
    const size_t at = reply.head.find("Content-Length: ");
    const size_t length = at == std::string::npos || !with_content
                              ? 0
                              : static_cast<size_t>(std::atoll(reply.head.substr(at + 16).c_str()));
    if (ahead.size() < length)
        boost::asio::read(stream, boost::asio::dynamic_buffer(ahead),
                          boost::asio::transfer_exactly(length - ahead.size()), error);
    reply.body = ahead.substr(0, length);
    ahead.erase(0, length);
    return reply;
}

// One connection of a test, which blocks; from: the loopback address that it comes from.
class PlainClient {
 public:
    explicit PlainClient(const SocketAddress& server,
                         const std::optional<std::string>& from = std::nullopt)
        : socket_(context_) {
        using boost::asio::ip::tcp;
        const tcp::endpoint to(boost::asio::ip::make_address(server.address.to_string()),
                               server.port);
        socket_.open(to.protocol());
        if (from)
            socket_.bind({boost::asio::ip::make_address(*from), 0});
        socket_.connect(to);
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;
        boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), ignored);
    }

    // Status 0: the server closed.
    ReceivedReply receive(bool with_content = true) {
        return read_plain_reply(socket_, ahead_, with_content);
    }

    ReceivedReply ask(std::string_view request) {
        send(request);
        return receive();
    }

    // So many bytes of what goes on behind a head; fewer if it ends before.
    std::string receive_text(size_t bytes) {
        boost::system::error_code error;
        if (ahead_.size() < bytes)
            boost::asio::read(socket_, boost::asio::dynamic_buffer(ahead_),
                              boost::asio::transfer_exactly(bytes - ahead_.size()), error);
        const std::string text = ahead_.substr(0, bytes);
        ahead_.erase(0, bytes);
        return text;
    }

    bool is_closed() {
        char byte = 0;
        boost::system::error_code error;
        return socket_.read_some(boost::asio::buffer(&byte, 1), error) == 0;
    }

 private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    std::string ahead_;
};

}  // namespace sluice
