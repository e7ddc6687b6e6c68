// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "http/admission.h"
#include "http/connection_list.h"
#include "http/counters.h"
#include "http/exchange.h"
#include "http/http_limits.h"

namespace sluice {

// What all connections of a server share.
struct HttpSharing {
    explicit HttpSharing(const HttpLimits& from) : limits(from), admission(limits) {}

    const HttpLimits limits;
    HttpCounters counters;
    std::mutex admission_mutex;
    Admission admission;
};

// What those of one thread do.
class HttpThreadState {
 public:
    ConnectionList connections;

    // For Date; made once a second.
    std::string_view date();

 private:
    std::string date_;
    int64_t date_s_ = 0;
};

// Serves one connection until it ends, on the thread that runs the socket's context, which calls
// this. tls: not there for plain HTTP. What it refers to outlives the context.
void serve_http_connection(boost::asio::ip::tcp::socket socket, HttpSharing& sharing,
                           HttpThreadState& thread, HttpHandler& handler,
                           const std::shared_ptr<boost::asio::ssl::context>& tls);

}  // namespace sluice
