// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/ssl/stream.hpp>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "http/server.h"
#include "http/tls_certificate.h"
#include "tests/unit/http/plain_client.h"
#include "tests/unit/http/self_signed.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

class Hello : public HttpHandler {
 public:
    HttpReply answer(const HttpRequest& request) override {
        HttpReply reply;
        reply.media_type = "text/plain";
        reply.body = "hello " + request.client.to_string();
        return reply;
    }
};

class TlsClient {
 public:
    explicit TlsClient(const SocketAddress& server, ssl::context tls = own_context())
        : tls_(std::move(tls)), stream_(context_, tls_) {
        stream_.lowest_layer().connect(
            {asio::ip::make_address(server.address.to_string()), server.port});
        stream_.handshake(ssl::stream_base::client, error);
    }

    static ssl::context own_context() { return ssl::context(ssl::context::tls_client); }

    ReceivedReply ask(std::string_view request) {
        asio::write(stream_, asio::buffer(request.data(), request.size()), error);
        return read_plain_reply(stream_, ahead_);
    }

    // Of the server's certificate.
    std::string organisation() {
        X509* const shown = SSL_get1_peer_certificate(stream_.native_handle());
        char text[64] = "";
        if (shown != nullptr)
            X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_organizationName, text,
                                      sizeof text);
        X509_free(shown);
        return text;
    }

    boost::system::error_code error;

 private:
    ssl::context tls_;
    asio::io_context context_;
    ssl::stream<asio::ip::tcp::socket> stream_;
    std::string ahead_;
};

class TlsServing {
 public:
    explicit TlsServing(const TlsCertificate& certificate)
        : server({}, 1),
          at(server.listen({*IpAddress::parse("127.0.0.1"), 0}, hello_, &certificate)) {
        server.start();
    }

 private:
    Hello hello_;

 public:
    HttpServer server;
    const SocketAddress at;
};

TEST(HttpTls, AnswersOneRequestAfterAnother) {
    const SelfSigned files;
    const TlsCertificate certificate(files.chain(), files.key());
    TlsServing serving(certificate);
    TlsClient client(serving.at);
    ASSERT_FALSE(client.error) << client.error.message();
    EXPECT_EQ(client.ask(get("/")).body, "hello 127.0.0.1");
    EXPECT_EQ(client.ask(get("/")).body, "hello 127.0.0.1");
}

TEST(HttpTls, ARenewedCertificateIsShownAndOldConnectionsGoOn) {
    SelfSigned files("one");
    TlsCertificate certificate(files.chain(), files.key());
    TlsServing serving(certificate);
    TlsClient before(serving.at);
    files.write("two");
    certificate.reload();
    TlsClient after(serving.at);
    EXPECT_EQ(before.organisation(), "one");
    EXPECT_EQ(after.organisation(), "two");
    EXPECT_EQ(before.ask(get("/")).status, 200u);
}

TEST(HttpTls, ABadFileIsSaidAndTheFormerStays) {
    SelfSigned files("one");
    const SelfSigned others("two");
    TlsCertificate certificate(files.chain(), files.key());
    const auto served = certificate.context();
    std::filesystem::copy_file(others.key(), files.key(),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_THROW(certificate.reload(), std::runtime_error);
    EXPECT_EQ(certificate.context(), served);
    try {
        TlsCertificate("/nowhere/chain.pem", files.key());
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with("cannot use /nowhere/chain.pem: "))
            << error.what();
    }
}

TEST(HttpTls, OldVersionsAndPlainTextAreRefused) {
    const SelfSigned files;
    const TlsCertificate certificate(files.chain(), files.key());
    TlsServing serving(certificate);
    auto old = TlsClient::own_context();
    SSL_CTX_set_max_proto_version(old.native_handle(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(old.native_handle(), 0);
    EXPECT_TRUE(TlsClient(serving.at, std::move(old)).error);
    PlainClient plain(serving.at);
    EXPECT_EQ(plain.ask(get("/")).status, 0u);
}

TEST(HttpTls, WhereClientsAreVerifiedAStrangerGetsNothing) {
    const SelfSigned files;
    const SelfSigned known;
    const TlsCertificate certificate(files.chain(), files.key(), known.chain());
    TlsServing serving(certificate);
    EXPECT_EQ(TlsClient(serving.at).ask(get("/")).status, 0u);
    auto with = TlsClient::own_context();
    with.use_certificate_chain_file(known.chain());
    with.use_private_key_file(known.key(), ssl::context::pem);
    EXPECT_EQ(TlsClient(serving.at, std::move(with)).ask(get("/")).status, 200u);
}

}  // namespace
}  // namespace sluice
