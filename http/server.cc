// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace sluice {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::chrono::milliseconds kAcceptAgain{100};  // where there is no descriptor left
constexpr std::chrono::milliseconds kLookAtDeadlines{250};

tcp::endpoint endpoint_of(const SocketAddress& at) {
    return {asio::ip::make_address(at.address.to_string()), at.port};
}

}  // namespace

// Its connections are in the context's pending work and refer to the state, which goes last.
class HttpServer::Thread {
 public:
    explicit Thread(HttpCounters& counters) : counters_(counters), deadlines_(context) {
        look_at_deadlines();
    }
    ~Thread() { stop(); }

    void start() {
        thread_ = std::thread([this] { context.run(); });
    }

    void stop() {
        context.stop();
        if (thread_.joinable())
            thread_.join();
    }

    HttpThreadState state;
    asio::io_context context{1};

 private:
    void look_at_deadlines() {
        deadlines_.expires_after(kLookAtDeadlines);
        deadlines_.async_wait([this](Error error) {
            if (error)
                return;
            const auto now = std::chrono::steady_clock::now().time_since_epoch();
            state.connections.abandon_late(static_cast<uint64_t>(now.count()), counters_.timed_out);
            look_at_deadlines();
        });
    }

    HttpCounters& counters_;
    asio::steady_timer deadlines_;
    std::thread thread_;
};

// Takes the connections of one address, on the first thread, and hands them round.
class HttpServer::Listener {
 public:
    Listener(HttpServer& server, const SocketAddress& at, HttpHandler& handler,
             const TlsCertificate* tls) try
        : server_(server),
          handler_(handler),
          tls_(tls),
          acceptor_(server.threads_.front()->context),
          pause_(server.threads_.front()->context) {
        const auto endpoint = endpoint_of(at);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        if (endpoint.address().is_v6())
            acceptor_.set_option(asio::ip::v6_only(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
        accept();
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen on " + at.to_string() + ": " +
                                 error.code().message());
    }

    uint16_t port() const { return port_; }

 private:
    void accept() {
        Thread& thread = server_.next_thread();
        acceptor_.async_accept(thread.context, [this, &thread](Error error, tcp::socket socket) {
            if (error == asio::error::operation_aborted)
                return;
            if (error)
                return accept_later();
            auto serve = [this, &thread, socket = std::move(socket)]() mutable {
                serve_http_connection(std::move(socket), server_.sharing_, thread.state, handler_,
                                      tls_ != nullptr ? tls_->context() : nullptr);
            };
            asio::post(thread.context, std::move(serve));
            accept();
        });
    }

    void accept_later() {
        pause_.expires_after(kAcceptAgain);
        pause_.async_wait([this](Error error) {
            if (!error)
                accept();
        });
    }

    HttpServer& server_;
    HttpHandler& handler_;
    const TlsCertificate* const tls_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    uint16_t port_ = 0;
};

HttpServer::HttpServer(const HttpLimits& limits, unsigned threads) : sharing_(limits) {
    for (unsigned i = 0; i < std::max(threads, 1u); ++i)
        threads_.push_back(std::make_unique<Thread>(sharing_.counters));
}

HttpServer::~HttpServer() {
    stop();
    listeners_.clear();
}

SocketAddress HttpServer::listen(const SocketAddress& at, HttpHandler& handler,
                                 const TlsCertificate* tls) {
    listeners_.push_back(std::make_unique<Listener>(*this, at, handler, tls));
    return {at.address, listeners_.back()->port()};
}

void HttpServer::start() {
    for (const auto& thread : threads_)
        thread->start();
}

void HttpServer::stop() {
    for (const auto& thread : threads_)
        thread->stop();
}

HttpServer::Thread& HttpServer::next_thread() {
    return *threads_[next_++ % threads_.size()];
}

}  // namespace sluice
