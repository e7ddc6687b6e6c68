// SPDX-License-Identifier: Apache-2.0
#include "http/fetch.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <openssl/ssl.h>

#include "http/look_up.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

constexpr size_t kReadBytes = 16'384;

// Nothing that would begin another field, or another request (RFC 9112, section 2.2).
void check_field(std::string_view name, std::string_view value) {
    if (!std::ranges::all_of(value, [](char c) { return c >= ' ' && c < '\x7f'; }))
        throw std::runtime_error("the " + std::string(name) +
                                 " to ask with has characters that may not be in one");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    check_field(name, value);
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

// In HTTP/1.0: see HttpReplyReader. Host is what servers of several names go by nevertheless.
std::string request_text(const HttpUrl& url, const FetchOptions& options) {
    check_field("method", options.method);
    std::string out = options.method + " " + url.target + " HTTP/1.0\r\n";
    append_field(out, "Host", url.authority());
    append_field(out, "User-Agent", "sluice");
    append_field(out, "Accept-Encoding", "identity");
    if (!options.accept.empty())
        append_field(out, "Accept", options.accept);
    if (!options.if_none_match.empty())
        append_field(out, "If-None-Match", options.if_none_match);
    if (!options.bearer.empty() && !url.is_https)
        throw std::runtime_error("a token is told by https alone");
    if (!options.bearer.empty())
        append_field(out, "Authorization", "Bearer " + options.bearer);
    if (!options.media_type.empty())
        append_field(out, "Content-Type", options.media_type);
    if (!options.body.empty() || options.method == "POST")
        append_field(out, "Content-Length", std::to_string(options.body.size()));
    return out + "Connection: close\r\n\r\n" + options.body;
}

void check_file(const Error& error, const std::string& path) {
    if (error)
        throw std::runtime_error("cannot use " + path + ": " + error.message());
}

// RFC 9325, section 3.1.1.
ssl::context client_context(const FetchOptions& options) {
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    Error error;
    if (options.ca_file.empty())
        context.set_default_verify_paths(error);
    else
        context.load_verify_file(options.ca_file, error);
    check_file(error, options.ca_file.empty() ? "the system's certificates" : options.ca_file);
    if (options.certificate_file.empty())
        return context;
    context.use_certificate_chain_file(options.certificate_file, error);
    check_file(error, options.certificate_file);
    context.use_private_key_file(options.key_file, ssl::context::pem, error);
    check_file(error, options.key_file);
    return context;
}

std::string words_of(const Error& error) {
    if (error == ssl::error::stream_truncated)
        return "it was cut off";
    return error.message();
}

class Fetching {
 public:
    Fetching(const HttpUrl& url, const FetchOptions& options)
        : url_(url),
          options_(options),
          deadline_(Clock::now() + std::chrono::nanoseconds(options.deadline_ns)),
          socket_(context_) {}

    FetchedReply run() {
        const std::string request = request_text(url_, options_);
        const std::stop_callback leave_off(options_.stop, [this] { context_.stop(); });
        if (!url_.is_https) {
            connect();
            return exchange(socket_, request);
        }
        ssl::context tls = client_context(options_);  // before anybody waits for it
        connect();
        ssl::stream<tcp::socket&> stream(socket_, tls);
        shake_hands(stream);
        return exchange(stream, request);
    }

 private:
    // Runs what was begun until it calls back or the time is over; then it is cut off, and calls
    // back too, so that nothing of it is left when this returns.
    template <typename Begin>
    Error wait_for(Clock::time_point until, Begin begin) {
        std::optional<Error> done;
        begin([&](const Error& error, auto&&...) { done = error; });
        context_.restart();
        // Stopped before that, it would run again; from here on it does not.
        if (!options_.stop.stop_requested())
            context_.run_until(until);
        if (done)
            return *done;
        Error ignored;
        socket_.close(ignored);
        context_.restart();
        context_.run();
        return asio::error::timed_out;
    }

    // The addresses share the time, so that one that is silent leaves some to the others.
    void connect() {
        const auto endpoints = look_up_host(url_.host, url_.port, deadline_);
        Error error = asio::error::host_not_found;
        for (size_t i = 0; i < endpoints.size(); ++i) {
            const auto now = Clock::now();
            const auto share = (deadline_ - now) / static_cast<long>(endpoints.size() - i);
            Error ignored;
            socket_.close(ignored);
            error = wait_for(now + share,
                             [&](auto&& done) { socket_.async_connect(endpoints[i], done); });
            if (!error)
                return;
        }
        throw std::runtime_error("cannot connect: " + words_of(error));
    }

    void shake_hands(ssl::stream<tcp::socket&>& stream) {
        stream.set_verify_callback(ssl::host_name_verification(url_.host));
        // A name alone (RFC 6066, section 3).
        Error is_name;
        asio::ip::make_address(url_.host, is_name);
        if (is_name && SSL_set_tlsext_host_name(stream.native_handle(), url_.host.c_str()) != 1)
            throw std::runtime_error("cannot name it in TLS");
        const Error error = wait_for(deadline_, [&](auto&& done) {
            stream.async_handshake(ssl::stream_base::client, done);
        });
        if (!error)
            return;
        const long verified = SSL_get_verify_result(stream.native_handle());
        throw std::runtime_error("no TLS with it: " +
                                 (verified != X509_V_OK && error != asio::error::timed_out
                                      ? X509_verify_cert_error_string(verified)
                                      : words_of(error)));
    }

    template <typename Stream>
    FetchedReply exchange(Stream& stream, const std::string& request) {
        // One that answers before it has read all of it may have closed: what it said counts.
        const Error written = wait_for(deadline_, [&](auto&& done) {
            asio::async_write(stream, asio::buffer(request), done);
        });
        if (written == asio::error::timed_out)
            throw std::runtime_error("it does not take what is asked in time");
        HttpReplyReader reader(options_.limits);
        for (auto found = HttpReplyReader::Found::part;;) {
            if (found == HttpReplyReader::Found::whole)
                return reader.reply();
            if (found == HttpReplyReader::Found::refused)
                throw std::runtime_error(reader.why());
            size_t came = 0;
            const Error error = wait_for(deadline_, [&](auto&& done) {
                stream.async_read_some(reader.room(kReadBytes),
                                       [&came, done](const Error& how, size_t bytes) mutable {
                                           came = bytes;
                                           done(how);
                                       });
            });
            if (error == asio::error::timed_out)
                throw std::runtime_error("its reply takes too long");
            reader.came(came);
            if (!error)
                found = reader.read();
            else if (error == asio::error::eof)
                found = reader.end();
            else  // in TLS, too, where the end has to be said
                throw std::runtime_error("its reply is cut: " + words_of(error));
        }
    }

    const HttpUrl& url_;
    const FetchOptions& options_;
    const Clock::time_point deadline_;
    asio::io_context context_;
    tcp::socket socket_;
};

}  // namespace

FetchedReply fetch(const HttpUrl& url, const FetchOptions& options) {
    try {
        return Fetching(url, options).run();
    } catch (const std::exception& error) {
        throw std::runtime_error(url.authority() + ": " + error.what());
    }
}

}  // namespace sluice
