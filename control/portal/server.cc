// SPDX-License-Identifier: Apache-2.0
#include "control/portal/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "control/portal/connection.h"

namespace sluice {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr int kThreads = 2;
constexpr std::chrono::milliseconds kAcceptAgain{100};  // where there is no descriptor left

tcp::endpoint endpoint_of(const SocketAddress& at) {
    return {asio::ip::make_address(at.address.to_string()), at.port};
}

// Takes connections of one address.
class Listener {
 public:
    Listener(asio::io_context& context, const SocketAddress& at, PortalService& service,
             PortalConnection::Serves serves) try
        : context_(context),
          acceptor_(asio::make_strand(context)),
          pause_(acceptor_.get_executor()),
          service_(service),
          serves_(serves) {
        const auto endpoint = endpoint_of(at);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        if (endpoint.address().is_v6())
            acceptor_.set_option(asio::ip::v6_only(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        accept();
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen on " + at.to_string() + ": " +
                                 error.code().message());
    }

 private:
    void accept() {
        acceptor_.async_accept(
            asio::make_strand(context_), [this](Error error, tcp::socket socket) {
                if (error == asio::error::operation_aborted)
                    return;
                if (error)
                    return accept_later();
                const auto connection =
                    std::make_shared<PortalConnection>(std::move(socket), service_, serves_);
                connection->start();
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

    asio::io_context& context_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    PortalService& service_;
    const PortalConnection::Serves serves_;
};

}  // namespace

void serve_portal(const PortalConfig& config, const std::function<void()>& ready) {
    // Connections live in the context's pending work and refer to the service. The accounts'
    // answers are posted to the context, so the last is waited for before it goes.
    auto service = std::make_unique<PortalService>(config);
    asio::io_context context(kThreads);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&](Error, int) { context.stop(); });

    std::vector<std::unique_ptr<Listener>> listeners;
    const auto listen = [&](const SocketAddress& at, PortalConnection::Serves serves) {
        listeners.push_back(std::make_unique<Listener>(context, at, *service, serves));
    };
    for (const SocketAddress& at : config.listen)
        listen(at, PortalConnection::Serves::subscribers);
    if (config.metrics)
        listen(*config.metrics, PortalConnection::Serves::metrics);

    ready();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] { context.run(); });
    }
    service->accounts.finish();
}

}  // namespace sluice
