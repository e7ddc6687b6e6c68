// SPDX-License-Identifier: Apache-2.0
// Who keeps a connection going by as little as can be.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/tcp.h>

#include "http/server.h"
#include "http/tls_certificate.h"
#include "tests/unit/http/plain_client.h"
#include "tests/unit/http/self_signed.h"

namespace sluice {
namespace {

namespace asio = boost::asio;

constexpr size_t kContentBytes = size_t{96} << 10;  // may be taken for a second and a half

class Content : public HttpHandler {
 public:
    HttpReply answer(const HttpRequest&) override {
        HttpReply reply;
        reply.media_type = "text/plain";
        reply.shared_body = content_;
        return reply;
    }

 private:
    const std::shared_ptr<const std::string> content_ =
        std::make_shared<const std::string>(kContentBytes, 'x');
};

class Serving {
 public:
    explicit Serving(const TlsCertificate* tls = nullptr)
        : server(impatient(), 1),
          at(server.listen({*IpAddress::parse("127.0.0.1"), 0}, content_, tls)) {
        server.start();
    }

    // Within five seconds, while a client does something twenty times a second.
    template <typename Do>
    bool lets_go(uint64_t clients, Do does_something) {
        for (int i = 0; i < 100 && server.counters().timed_out < clients; ++i) {
            does_something();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return server.counters().timed_out == clients;
    }

 private:
    static HttpLimits impatient() {
        HttpLimits limits;
        limits.read_ns = 300'000'000;
        return limits;
    }
    Content content_;

 public:
    HttpServer server;
    const SocketAddress at;
};

TEST(SlowHttpClients, AByteNowAndThenBuysARequestNoTime) {
    Serving serving;
    PlainClient slow(serving.at);
    slow.send("GET / HTTP/1.1\r\nX: ");
    EXPECT_TRUE(serving.lets_go(1, [&] { slow.send("x"); }));
}

TEST(SlowHttpClients, AByteNowAndThenBuysABodyNoTime) {
    Serving serving;
    PlainClient slow(serving.at);
    slow.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n");
    EXPECT_TRUE(serving.lets_go(1, [&] { slow.send("{"); }));
}

TEST(SlowHttpClients, HalfATlsHandshakeIsNotWaitedForLong) {
    const SelfSigned files;
    const TlsCertificate certificate(files.chain(), files.key());
    Serving serving(&certificate);
    PlainClient silent(serving.at);
    PlainClient half(serving.at);
    half.send("\x16\x03\x01");
    EXPECT_TRUE(serving.lets_go(2, [] {}));
}

// Its own kernel takes little of it, so that the server's has no room for all of it either.
TEST(SlowHttpClients, WhoTakesNothingOfAReplyIsLetGo) {
    Serving serving;
    asio::io_context context;
    asio::ip::tcp::socket slow(context, asio::ip::tcp::v4());
    slow.set_option(asio::socket_base::receive_buffer_size(2'048));
    slow.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_MAXSEG>(536));
    slow.connect({asio::ip::make_address("127.0.0.1"), serving.at.port});
    const std::string request = get("/");
    asio::write(slow, asio::buffer(request));
    EXPECT_TRUE(serving.lets_go(1, [] {}));
    EXPECT_EQ(PlainClient(serving.at).ask(get("/")).body.size(), kContentBytes)
        << "and others are served";
}

}  // namespace
}  // namespace sluice
