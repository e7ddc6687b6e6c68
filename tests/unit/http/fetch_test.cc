// SPDX-License-Identifier: Apache-2.0
#include "http/fetch.h"

#include <chrono>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/entity_tag.h"
#include "http/server.h"
#include "http/tls_certificate.h"
#include "tests/unit/http/scripted_server.h"
#include "tests/unit/http/self_signed.h"

namespace sluice {
namespace {

constexpr uint64_t kMs = 1'000'000;

// Says what it was asked.
class Echo : public HttpHandler {
 public:
    HttpReply answer(const HttpRequest& request) override {
        HttpReply reply;
        reply.media_type = "text/plain";
        reply.entity_tag = "\"one\"";
        if (names_entity_tag(request.if_none_match, reply.entity_tag)) {
            reply.status = 304;
            return reply;
        }
        for (const auto part : {request.method, request.target, request.host, request.accept,
                                request.content_type, request.authorization, request.body})
            reply.body += std::string(part) + "\n";
        return reply;
    }
};

class Serving {
 public:
    explicit Serving(const TlsCertificate* tls = nullptr)
        : server_({}, 1), at_(server_.listen({*IpAddress::parse("127.0.0.1"), 0}, echo_, tls)) {
        server_.start();
    }
    HttpUrl url(const std::string& scheme, const std::string& host,
                const std::string& target) const {
        return *HttpUrl::parse(scheme + "://" + host + ":" + std::to_string(at_.port) + target);
    }

 private:
    Echo echo_;
    HttpServer server_;
    SocketAddress at_;
};

// What fetching says is wrong, and how long it took to.
struct Failure {
    std::string words;
    uint64_t ms = 0;
};
Failure failure_of(const HttpUrl& url, const FetchOptions& options) {
    const auto began = std::chrono::steady_clock::now();
    Failure failure;
    try {
        fetch(url, options);
    } catch (const std::runtime_error& error) {
        failure.words = error.what();
    }
    failure.ms = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                           std::chrono::steady_clock::now() - began)
                                           .count());
    return failure;
}
std::string failure_with(ScriptedServer::Script script, FetchOptions options = {}) {
    const ScriptedServer server(std::move(script));
    return failure_of(*HttpUrl::parse(server.url()), options).words;
}

TEST(Fetch, AsksAndGetsWhatIsAnswered) {
    const Serving serving;
    FetchOptions options;
    options.method = "POST";
    options.body = "what";
    options.media_type = "application/json";
    options.accept = "text/plain, */*;q=0.1";
    const auto url = serving.url("http", "127.0.0.1", "/a?b=c");
    const FetchedReply reply = fetch(url, options);
    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.media_type, "text/plain");
    EXPECT_EQ(reply.entity_tag, "\"one\"");
    EXPECT_EQ(reply.body, "POST\n/a?b=c\n" + url.authority() +
                              "\ntext/plain, */*;q=0.1\napplication/json\n\nwhat\n");
}

TEST(Fetch, WhatIsStillTheSameIsNotSentAgain) {
    const Serving serving;
    FetchOptions options;
    options.if_none_match = "\"one\"";
    const FetchedReply reply = fetch(serving.url("http", "localhost", "/"), options);
    EXPECT_EQ(reply.status, 304u);
    EXPECT_EQ(reply.body, "");
}

TEST(Fetch, ByHttpsFromWhomTheCertificateNames) {
    const SelfSigned files;
    const TlsCertificate certificate(files.chain(), files.key());
    const Serving serving(&certificate);
    FetchOptions options;
    options.ca_file = files.chain();
    options.bearer = "secret";
    const FetchedReply reply = fetch(serving.url("https", "localhost", "/x"), options);
    EXPECT_NE(reply.body.find("Bearer secret"), std::string::npos) << reply.body;

    const SelfSigned others;
    options.ca_file = others.chain();
    const auto unknown = failure_of(serving.url("https", "localhost", "/x"), options).words;
    EXPECT_NE(unknown.find("no TLS with it"), std::string::npos) << unknown;
    options.ca_file.clear();  // whom the system trusts
    EXPECT_NE(failure_of(serving.url("https", "localhost", "/x"), options).words, "");
    options.ca_file = files.chain();
    EXPECT_NE(failure_of(serving.url("https", "127.0.0.1", "/x"), options).words, "")
        << "its certificate names localhost";
}

TEST(Fetch, ShowsACertificateToWhomAsksForOne) {
    const SelfSigned files;
    const SelfSigned known;
    const TlsCertificate certificate(files.chain(), files.key(), known.chain());
    const Serving serving(&certificate);
    FetchOptions options;
    options.ca_file = files.chain();
    EXPECT_NE(failure_of(serving.url("https", "localhost", "/"), options).words, "");
    options.certificate_file = known.chain();
    options.key_file = known.key();
    EXPECT_EQ(fetch(serving.url("https", "localhost", "/"), options).status, 200u);
}

TEST(Fetch, TellsNoTokenInTheClearAndNothingThatWouldBeAnotherField) {
    const Serving serving;
    const auto url = serving.url("http", "127.0.0.1", "/");
    FetchOptions token;
    token.bearer = "secret";
    EXPECT_EQ(failure_of(url, token).words, url.authority() + ": a token is told by https alone");
    FetchOptions fields;
    fields.if_none_match = "\"a\"\r\nX: y";
    EXPECT_NE(failure_of(url, fields).words, "");
}

TEST(Fetch, ARedirectionIsOnlyTold) {
    const ScriptedServer server({.says = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                                         "Content-Length: 0\r\n\r\n"});
    EXPECT_EQ(fetch(*HttpUrl::parse(server.url()), {}).status, 302u);
}

TEST(Fetch, ServersThatLieAreRefused) {
    EXPECT_NE(failure_with({.says = "SSH-2.0-OpenSSH_9.2\r\n", .waits = false})
                  .find("it does not speak HTTP"),
              std::string::npos);
    EXPECT_NE(failure_with({.says = ""}).find("it closed without a reply"), std::string::npos);
    EXPECT_NE(failure_with({.says = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!"})
                  .find("its reply is cut"),
              std::string::npos);
    EXPECT_NE(failure_with({.says = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"})
                  .find("its reply is too long"),
              std::string::npos);
    EXPECT_NE(
        failure_with({.says = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx\r\n"})
            .find("in chunks"),
        std::string::npos);
}

TEST(Fetch, OneThatSendsWithoutEndIsLeft) {
    FetchOptions options;
    options.limits.body_bytes = 1'000'000;
    EXPECT_NE(failure_with({.says = "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'),
                            .times = 1'000'000},
                           options)
                  .find("its reply is too long"),
              std::string::npos);
}

TEST(Fetch, OneThatStallsIsLeftAtTheDeadline) {
    FetchOptions options;
    options.deadline_ns = 200 * kMs;
    for (const ScriptedServer::Script& script :
         {ScriptedServer::Script{.says = "", .closes = false},
          ScriptedServer::Script{.says = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
          .closes = false},
          ScriptedServer::Script{.says = std::string(1'000, 'H'), .pause_ms = 20}}) {
        const ScriptedServer server(script);
        const Failure failure = failure_of(*HttpUrl::parse(server.url()), options);
        EXPECT_NE(failure.words, "");
        EXPECT_LT(failure.ms, 2'000u) << failure.words;
        const Failure tls = failure_of(
            *HttpUrl::parse("https://127.0.0.1:" + std::to_string(server.port)), options);
        EXPECT_NE(tls.words, "");
        EXPECT_LT(tls.ms, 2'000u) << tls.words;
    }
}

TEST(Fetch, OneThatIsWaitedForIsLeftWhenTold) {
    const ScriptedServer server({.says = "", .closes = false});
    std::stop_source stop;
    FetchOptions options;
    options.stop = stop.get_token();
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request_stop();
    });
    const Failure failure = failure_of(*HttpUrl::parse(server.url()), options);
    later.join();
    EXPECT_NE(failure.words, "");
    EXPECT_LT(failure.ms, 2'000u);
    EXPECT_NE(failure_of(*HttpUrl::parse(server.url()), options).words, "");
}

TEST(Fetch, WhereNobodyIsIsSaid) {
    const auto nobody = failure_of(*HttpUrl::parse("http://127.0.0.1:1/secret?token=1"), {});
    EXPECT_EQ(nobody.words, "127.0.0.1:1: cannot connect: Connection refused");
    const auto no_name = failure_of(*HttpUrl::parse("http://nobody.invalid/"), {});
    EXPECT_TRUE(no_name.words.starts_with("nobody.invalid: ")) << no_name.words;
}

}  // namespace
}  // namespace sluice
