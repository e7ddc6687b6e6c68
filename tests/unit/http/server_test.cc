// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <chrono>
#include <deque>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/http/plain_client.h"

namespace sluice {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;

// Says what it was asked.
class Echo : public HttpHandler {
 public:
    HttpReply answer(const HttpRequest& request) override {
        HttpReply reply;
        if (request.target == "/throw")
            throw std::bad_alloc();
        reply.media_type = "text/plain";
        if (request.target == "/large") {
            reply.shared_body = std::make_shared<const std::string>(size_t{8} << 20, 'x');
            reply.entity_tag = "\"large\"";
            return reply;
        }
        reply.body = std::string(request.method) + " " + std::string(request.target) + " " +
                     request.client.to_string() + " " + std::string(request.body);
        return reply;
    }
};

HttpLimits patient() {
    HttpLimits limits;
    limits.requests_per_second = 100'000;
    limits.read_ns = 20'000 * kMillisecond;
    return limits;
}

class Serving {
 public:
    explicit Serving(const HttpLimits& limits = patient(), const char* on = "127.0.0.1",
                     unsigned threads = 2)
        : server(limits, threads), at(server.listen({*IpAddress::parse(on), 0}, echo_)) {
        server.start();
    }

 private:
    Echo echo_;

 public:
    HttpServer server;
    const SocketAddress at;
};

// Within five seconds.
template <typename Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 500; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

TEST(HttpServer, AnswersOneRequestAfterAnotherOnAConnection) {
    Serving serving;
    PlainClient client(serving.at);
    for (int i = 0; i < 3; ++i) {
        const auto reply = client.ask(get("/a"));
        EXPECT_EQ(reply.status, 200u);
        EXPECT_EQ(reply.body, "GET /a 127.0.0.1 ");
    }
    EXPECT_EQ(client.ask(post("/b", "body")).body, "POST /b 127.0.0.1 body");
    client.send(get("/1") + get("/2"));
    EXPECT_EQ(client.receive().body, "GET /1 127.0.0.1 ");
    EXPECT_EQ(client.receive().body, "GET /2 127.0.0.1 ");
    EXPECT_EQ(serving.server.counters().opened, 1u);
}

TEST(HttpServer, ListensOnIpv6) {
    Serving serving(patient(), "::1");
    PlainClient client(serving.at);
    EXPECT_EQ(client.ask(get("/")).body, "GET / ::1 ");
}

TEST(HttpServer, AnAddressThatIsTakenIsSaid) {
    Serving serving;
    Echo echo;
    HttpServer second(patient(), 1);
    try {
        second.listen(serving.at, echo);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()),
                  "cannot listen on " + serving.at.to_string() + ": Address already in use");
    }
}

TEST(HttpServer, ALargeReplyArrivesWholeAndOnlyOnce) {
    Serving serving;
    PlainClient client(serving.at);
    EXPECT_EQ(client.ask(get("/large")).body.size(), size_t{8} << 20);
    EXPECT_EQ(client.ask(get("/large", "If-None-Match: \"large\"\r\n")).status, 304u);
    client.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.receive(false);
    EXPECT_NE(head.head.find("Content-Length: 8388608\r\n"), std::string::npos) << head.head;
    EXPECT_EQ(client.ask(get("/")).status, 200u);
}

TEST(HttpServer, WhoAwaitsAContinueGetsOne) {
    Serving serving;
    PlainClient client(serving.at);
    client.send("POST /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100u);
    client.send("ab");
    EXPECT_EQ(client.receive().body, "POST /c 127.0.0.1 ab");
}

TEST(HttpServer, ARefusalReachesAClientThatIsStillSending) {
    Serving serving;
    PlainClient client(serving.at);
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" +
                std::string(3'000'000, 'x'));
    EXPECT_EQ(client.receive().status, 413u);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(serving.server.counters().malformed, 1u);
}

TEST(HttpServer, AHandlerThatFailsCostsOneReply) {
    Serving serving;
    PlainClient client(serving.at);
    const auto reply = client.ask(get("/throw"));
    EXPECT_EQ(reply.status, 503u);
    EXPECT_NE(reply.head.find("Retry-After: 1\r\n"), std::string::npos);
    EXPECT_EQ(client.ask(get("/")).status, 200u);
}

// At once, so that a slow machine does not make them come slower than a limit allows.
std::string repeated(const std::string& request, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += request;
    return all;
}

TEST(HttpServer, WhoAsksTooOftenIsToldToWaitAndNobodyElseIs) {
    HttpLimits limits = patient();
    limits.requests_per_second = 5;
    Serving serving(limits);
    PlainClient greedy(serving.at);
    greedy.send(repeated(get("/"), 6));
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(greedy.receive().status, 200u);
    const auto refused = greedy.receive();
    EXPECT_EQ(refused.status, 429u);
    EXPECT_NE(refused.head.find("Retry-After: 1\r\n"), std::string::npos);
    PlainClient other(serving.at, "127.0.0.2");
    EXPECT_EQ(other.ask(get("/")).status, 200u);
    EXPECT_EQ(serving.server.counters().over_rate, 1u);
}

TEST(HttpServer, WhenAllTogetherAskTooMuchTheyGet503) {
    HttpLimits limits = patient();
    limits.requests_per_second_in_all = 3;
    Serving serving(limits);
    PlainClient client(serving.at);
    client.send(repeated(get("/"), 4));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(client.receive().status, 200u);
    const auto refused = client.receive();
    EXPECT_EQ(refused.status, 503u);
    EXPECT_NE(refused.head.find("Retry-After: 1\r\n"), std::string::npos);
}

TEST(HttpServer, OnlyThoseWhoAreAllowedAreServed) {
    HttpLimits limits = patient();
    limits.allowed = {*Prefix::parse("127.0.0.2/32")};
    Serving serving(limits);
    PlainClient stranger(serving.at);
    EXPECT_TRUE(stranger.is_closed());
    PlainClient known(serving.at, "127.0.0.2");
    EXPECT_EQ(known.ask(get("/")).status, 200u);
    EXPECT_EQ(serving.server.counters().refused, 1u);
}

TEST(HttpServer, HalfARequestIsNotWaitedForLong) {
    HttpLimits limits = patient();
    limits.read_ns = 300 * kMillisecond;
    Serving serving(limits);
    PlainClient half(serving.at);
    half.send("GET / HTTP/1.1\r\nHos");
    EXPECT_TRUE(half.is_closed());
    EXPECT_EQ(serving.server.counters().timed_out, 1u);
    PlainClient silent(serving.at);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_EQ(serving.server.counters().timed_out, 1u);
    EXPECT_EQ(serving.server.counters().closed, 2u);
}

TEST(HttpServer, AnIdleConnectionIsClosedAfterItsTime) {
    HttpLimits limits = patient();
    limits.idle_ns = 300 * kMillisecond;
    Serving serving(limits);
    PlainClient client(serving.at);
    EXPECT_EQ(client.ask(get("/")).status, 200u);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(serving.server.counters().timed_out, 0u);
}

TEST(HttpServer, WhenThereAreTooManyTheLongestIdleGivesWay) {
    HttpLimits limits = patient();
    limits.connections = 3;
    Serving serving(limits, "127.0.0.1", 1);
    PlainClient first(serving.at);
    PlainClient second(serving.at);
    PlainClient third(serving.at);
    for (PlainClient* client : {&first, &second, &third})
        EXPECT_EQ(client->ask(get("/")).status, 200u);
    PlainClient fourth(serving.at);
    EXPECT_EQ(fourth.ask(get("/")).status, 200u);
    EXPECT_TRUE(first.is_closed());
    EXPECT_EQ(third.ask(get("/")).status, 200u);
    EXPECT_EQ(serving.server.counters().gave_way, 1u);
    EXPECT_EQ(serving.server.counters().refused, 0u);
}

TEST(HttpServer, AnAddressHasItsShareOfConnections) {
    HttpLimits limits = patient();
    limits.connections_per_address = 2;
    Serving serving(limits);
    std::deque<PlainClient> many;
    for (int i = 0; i < 3; ++i)
        many.emplace_back(serving.at);
    int served = 0;  // whichever two: they are handed to two threads
    for (PlainClient& one : many)
        served += one.ask(get("/")).status == 200 ? 1 : 0;
    EXPECT_EQ(served, 2);
    PlainClient other(serving.at, "127.0.0.2");
    EXPECT_EQ(other.ask(get("/")).status, 200u);
}

// Ten thousand would need twice as many descriptors here; the rest is in docs/alto.md's numbers.
TEST(HttpServer, IdleConnectionsDoNotHoldUpOthers) {
    HttpLimits limits = patient();
    limits.connections = 400;
    limits.connections_per_address = 1'000;
    Serving serving(limits);
    std::deque<PlainClient> idle;
    for (int i = 0; i < 400; ++i)
        idle.emplace_back(serving.at);
    EXPECT_TRUE(comes_true([&] { return serving.server.counters().opened >= 400; }));
    for (int i = 0; i < 50; ++i) {
        PlainClient client(serving.at);
        EXPECT_EQ(client.ask(get("/")).status, 200u) << i;
    }
}

TEST(HttpServer, AClientThatDoesNotTakeItsReplyHoldsUpNobody) {
    Serving serving(patient(), "127.0.0.1", 1);
    PlainClient stuck(serving.at);
    stuck.send(get("/large"));
    PlainClient other(serving.at);
    EXPECT_EQ(other.ask(get("/")).status, 200u);
}

}  // namespace
}  // namespace sluice
