// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "policy/address.h"

namespace sluice {

// What matters of one HTTP/1.1 request (RFC 9110). Refers to the request's text.
struct HttpRequest {
    std::string_view method;  // "GET", as sent
    std::string_view target;  // request_target.h
    std::string_view host;
    std::string_view accept;  // of all Accept fields, with commas between them
    std::string_view content_type;
    std::string_view if_none_match;
    std::string_view authorization;
    std::string_view user_agent;
    std::string_view body;
    IpAddress client;          // the connection's other end
    uint16_t client_port = 0;  // host order
};

// A reply that goes on for as long as somebody reads it, as server-sent events do. It is asked for
// what comes next when there is room to send it, so nothing waits for a slow reader; one that takes
// none for too long is let go. Its connection is for nothing else, and ends with it; who answers
// learns that from its destructor.
class HttpStream {
 public:
    virtual ~HttpStream() = default;

    // First of all, unless the connection ends before. ready: to be called, on any thread, when
    // there is something again.
    virtual void begin(std::function<void()> ready) = 0;
    // Appends what comes next, about so many bytes of it at most; nothing: for now. False: that is
    // the end. On the connection's thread.
    virtual bool take(std::string& out, size_t bytes) = 0;
    // What is sent after HttpLimits::quiet_ns without anything, so that all see it is there.
    virtual std::string_view sign_of_life() const = 0;
};

// What to answer. Views are of texts that outlive every server; nothing in them is a stranger's.
struct HttpReply {
    unsigned status = 200;
    std::string_view media_type;  // empty: no body
    std::string body;
    std::shared_ptr<const std::string> shared_body;  // instead of body, where many get the same
    std::shared_ptr<HttpStream> stream;              // instead of either
    std::string entity_tag;  // in its quotes; of a 200 to GET, and then If-None-Match is heeded
    std::string_view allow;  // of a 405: "GET, HEAD"
    std::string_view authenticate;  // of a 401: "Bearer"
    std::string location;           // of a 3xx: a URL, of which the handler has made sure
    uint32_t max_age_s = 0;         // how long it may be kept; 0: it must be asked for again
    uint32_t retry_after_s = 0;     // 0: not said

    std::string_view content() const { return shared_body ? *shared_body : body; }
};

// Who answers. Called on any of a server's threads, on several at a time, and answers at once.
class HttpHandler {
 public:
    virtual ~HttpHandler() = default;
    virtual HttpReply answer(const HttpRequest& request) = 0;
};

}  // namespace sluice
