// SPDX-License-Identifier: Apache-2.0
// Replies that go on.
#include <atomic>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/server.h"
#include "http/tls_certificate.h"
#include "tests/unit/http/plain_client.h"
#include "tests/unit/http/self_signed.h"

namespace sluice {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;

// What a stream is to say, by whoever holds it.
class Spoken : public HttpStream {
 public:
    explicit Spoken(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
    ~Spoken() override { --alive_; }

    void say(std::string text, bool is_last = false) {
        std::function<void()> ready;
        {
            const std::lock_guard lock(mutex_);
            text_ += text;
            is_last_ = is_last;
            ready = ready_;
        }
        if (ready)
            ready();
    }

    void begin(std::function<void()> ready) override {
        const std::lock_guard lock(mutex_);
        ready_ = std::move(ready);
    }
    bool take(std::string& out, size_t bytes) override {
        const std::lock_guard lock(mutex_);
        out += text_.substr(0, bytes);
        text_.erase(0, bytes);
        return !text_.empty() || !is_last_;
    }
    std::string_view sign_of_life() const override { return ":\n"; }

 private:
    std::atomic<int>& alive_;
    std::mutex mutex_;
    std::string text_;
    bool is_last_ = false;
    std::function<void()> ready_;
};

class Speaker : public HttpHandler {
 public:
    HttpReply answer(const HttpRequest& request) override {
        HttpReply reply;
        reply.media_type = "text/event-stream";
        if (request.target != "/stream") {
            reply.body = "other";
            return reply;
        }
        auto stream = std::make_shared<Spoken>(alive);
        stream->say("hello\n");
        const std::lock_guard lock(mutex_);
        last_ = stream;
        reply.stream = std::move(stream);
        return reply;
    }

    // nullptr once it is over.
    std::shared_ptr<Spoken> last() {
        const std::lock_guard lock(mutex_);
        return last_.lock();
    }

    std::atomic<int> alive = 0;

 private:
    std::mutex mutex_;
    std::weak_ptr<Spoken> last_;
};

struct Serving {
    explicit Serving(const HttpLimits& limits = {}, const TlsCertificate* tls = nullptr)
        : server(limits, 2), at(server.listen({*IpAddress::parse("127.0.0.1"), 0}, speaker, tls)) {
        server.start();
    }

    Speaker speaker;
    HttpServer server;
    const SocketAddress at;
};

template <typename Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 1'000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

TEST(HttpStream, SaysWhatThereIsAndLaterWhatComes) {
    Serving serving;
    PlainClient client(serving.at);
    const auto head = client.ask(get("/stream"));
    EXPECT_EQ(head.status, 200u);
    EXPECT_NE(head.head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
    EXPECT_NE(head.head.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(head.head.find("Content-Length"), std::string::npos);
    EXPECT_EQ(client.receive_text(6), "hello\n");
    serving.speaker.last()->say("again\n");
    EXPECT_EQ(client.receive_text(6), "again\n");
    const std::string large(3'000'000, 'x');
    serving.speaker.last()->say(large);
    EXPECT_EQ(client.receive_text(large.size()), large);
    serving.speaker.last()->say("bye\n", true);
    EXPECT_EQ(client.receive_text(4), "bye\n");
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(comes_true([&] { return serving.speaker.alive == 0; }));
}

TEST(HttpStream, ShowsThatItIsThere) {
    HttpLimits limits;
    limits.quiet_ns = 50 * kMillisecond;
    Serving serving(limits);
    PlainClient client(serving.at);
    client.ask(get("/stream"));
    EXPECT_EQ(client.receive_text(10), "hello\n:\n:\n");
}

// It is idle for no limit of idleness.
TEST(HttpStream, StaysWhereNothingIsSaid) {
    HttpLimits limits;
    limits.idle_ns = 100 * kMillisecond;
    limits.read_ns = 100 * kMillisecond;
    Serving serving(limits);
    PlainClient client(serving.at);
    client.ask(get("/stream"));
    EXPECT_EQ(client.receive_text(6), "hello\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    ASSERT_NE(serving.speaker.last(), nullptr);
    serving.speaker.last()->say("again\n");
    EXPECT_EQ(client.receive_text(6), "again\n");
}

TEST(HttpStream, IsOverWhenItsReaderGoesAway) {
    Serving serving;
    {
        PlainClient client(serving.at);
        client.ask(get("/stream"));
        EXPECT_EQ(client.receive_text(6), "hello\n");
        EXPECT_EQ(serving.speaker.alive, 1);
    }
    EXPECT_TRUE(comes_true([&] { return serving.speaker.alive == 0; }));
    EXPECT_TRUE(comes_true([&] { return serving.server.counters().closed == 1; }));
}

// Who takes nothing for as long as a request may take is let go, however much there is for it.
TEST(HttpStream, LetsASlowReaderGo) {
    HttpLimits limits;
    limits.read_ns = 200 * kMillisecond;
    Serving serving(limits);
    PlainClient slow(serving.at);
    slow.ask(get("/stream"));
    serving.speaker.last()->say(std::string(size_t{32} << 20, 'x'));
    EXPECT_TRUE(comes_true([&] { return serving.speaker.alive == 0; }));
    EXPECT_EQ(serving.server.counters().timed_out, 1u);
    PlainClient other(serving.at);
    EXPECT_EQ(other.ask(get("/")).body, "other");
}

TEST(HttpStream, WhoTalksIntoItIsLetGo) {
    Serving serving;
    PlainClient client(serving.at);
    client.ask(get("/stream"));
    client.send(get("/"));  // a little is passed over
    EXPECT_EQ(client.receive_text(6), "hello\n");
    client.send(std::string(1'000'000, 'x'));
    EXPECT_TRUE(comes_true([&] { return serving.speaker.alive == 0; }));
}

TEST(HttpStream, CountsAsAConnection) {
    HttpLimits limits;
    limits.connections_per_address = 1;
    Serving serving(limits);
    PlainClient client(serving.at);
    client.ask(get("/stream"));
    PlainClient second(serving.at);
    EXPECT_TRUE(second.is_closed());
}

TEST(HttpStream, AServerEndsWithItsStreams) {
    Serving serving;
    PlainClient client(serving.at);
    client.ask(get("/stream"));
    EXPECT_EQ(serving.speaker.alive, 1);
    serving.server.stop();
}

TEST(HttpStream, GoesByTls) {
    namespace asio = boost::asio;
    const SelfSigned own;
    const TlsCertificate certificate(own.chain(), own.key());
    Serving serving({}, &certificate);
    asio::io_context context;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
    stream.lowest_layer().connect({asio::ip::make_address("127.0.0.1"), serving.at.port});
    stream.handshake(asio::ssl::stream_base::client);
    asio::write(stream, asio::buffer(get("/stream")));
    std::string ahead;
    EXPECT_EQ(read_plain_reply(stream, ahead).status, 200u);
    serving.speaker.last()->say(std::string(1'000'000, 'x') + "bye\n", true);
    boost::system::error_code error;
    asio::read(stream, asio::dynamic_buffer(ahead), error);
    EXPECT_EQ(error, asio::error::eof) << "it ends as TLS wants it: " << error.message();
    EXPECT_EQ(ahead, "hello\n" + std::string(1'000'000, 'x') + "bye\n");
    stream.shutdown(error);
    EXPECT_TRUE(comes_true([&] { return serving.speaker.alive == 0; }));
}

}  // namespace
}  // namespace sluice
