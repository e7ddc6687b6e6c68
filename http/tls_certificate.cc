// SPDX-License-Identifier: Apache-2.0
#include "http/tls_certificate.h"

#include <stdexcept>
#include <string_view>

#include <openssl/ssl.h>

namespace sluice {
namespace {

namespace ssl = boost::asio::ssl;

// RFC 7301: of what a client offers, HTTP/1.1 is what there is. One that offers something else
// alone is spoken HTTP/1.1 with too, as one that offers nothing.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned offered_length, void*) {
    constexpr std::string_view kHttp = "http/1.1";
    for (unsigned at = 0; at < offered_length && offered[at] < offered_length - at;
         at += 1u + offered[at]) {
        const auto* const name = offered + at + 1;
        if (std::string_view(reinterpret_cast<const char*>(name), offered[at]) != kHttp)
            continue;
        *chosen = name;
        *chosen_length = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

// RFC 9325: TLS 1.2 and later; nobody makes the server compute keys anew in a connection.
std::shared_ptr<ssl::context> bare_context() {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections are many
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    return context;
}

void check(const boost::system::error_code& error, const std::string& path) {
    if (error)
        throw std::runtime_error("cannot use " + path + ": " + error.message());
}

}  // namespace

TlsCertificate::TlsCertificate(std::string chain_path, std::string key_path,
                               std::string client_ca_path)
    : chain_path_(std::move(chain_path)),
      key_path_(std::move(key_path)),
      client_ca_path_(std::move(client_ca_path)),
      context_(load()) {}

void TlsCertificate::reload() {
    auto fresh = load();
    const std::lock_guard lock(mutex_);
    context_ = std::move(fresh);
}

std::shared_ptr<ssl::context> TlsCertificate::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

std::shared_ptr<ssl::context> TlsCertificate::load() const {
    auto context = bare_context();
    boost::system::error_code error;
    context->use_certificate_chain_file(chain_path_, error);
    check(error, chain_path_);
    context->use_private_key_file(key_path_, ssl::context::pem, error);
    check(error, key_path_);
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        throw std::runtime_error("cannot use " + key_path_ + ": it is not the key of " +
                                 chain_path_);
    if (client_ca_path_.empty())
        return context;
    context->load_verify_file(client_ca_path_, error);
    check(error, client_ca_path_);
    context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    static constexpr unsigned char kSession[] = "sluice";  // needed where clients are verified
    SSL_CTX_set_session_id_context(context->native_handle(), kSession, sizeof kSession - 1);
    return context;
}

}  // namespace sluice
