// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "http/connection.h"
#include "http/counters.h"
#include "http/exchange.h"
#include "http/http_limits.h"
#include "http/tls_certificate.h"
#include "policy/socket_address.h"

namespace sluice {

// An HTTP/1.1 server (RFC 9110, 9112). A connection stays on the thread that it was given to, so
// nothing of it is locked; a handler that takes long holds up that thread's others.
class HttpServer {
 public:
    HttpServer(const HttpLimits& limits, unsigned threads);
    ~HttpServer();  // stops

    // Before start(). Port 0 is any; the one it got is told. The handler and the certificate, if
    // there is one, outlive the server. Throws std::runtime_error, one line.
    SocketAddress listen(const SocketAddress& at, HttpHandler& handler,
                         const TlsCertificate* tls = nullptr);

    void start();
    void stop();  // at once: replies under way are cut

    const HttpCounters& counters() const { return sharing_.counters; }

 private:
    class Thread;
    class Listener;

    Thread& next_thread();

    HttpSharing sharing_;
    std::vector<std::unique_ptr<Thread>> threads_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    size_t next_ = 0;
};

}  // namespace sluice
