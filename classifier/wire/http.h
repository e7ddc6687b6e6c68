// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// The head of an HTTP/1.x message (RFC 9112), as far as it is there.
struct HttpHead {
    enum class Outcome : uint8_t {
        absent,    // a byte that no head has there
        partial,   // all bytes so far fit, the first line goes on
        request,   // the first line is there and is a request's
        response,  // or a response's
    };

    Outcome outcome = Outcome::absent;
    std::string_view method;        // of a request, with the target as it was sent
    std::string_view target;        //
    uint16_t status = 0;            // of a response
    std::string_view fields;        // the field lines that are there as a whole
    std::optional<size_t> body_at;  // where the body begins, once the head has ended

    // The value of the first field with this name (in any case), where it lies in the stream.
    std::optional<std::string_view> field(std::string_view name) const;
};

// Methods of RFC 9110, PATCH, and those of WebDAV (RFC 4918, 3253, 5323).
HttpHead parse_http_head(Bytes stream);

// What is there of the beginning of a head's body. Of a chunked one (RFC 9112, 7.1) it is the first
// chunk; what Content-Length does not count is left out.
Bytes http_body(Bytes stream, const HttpHead& head);

// Where the message ends (RFC 9112, 6.3), if that is in sight and its head says it: it has no body,
// or one with a Content-Length.
std::optional<size_t> http_message_end(Bytes stream, const HttpHead& head);

}  // namespace sluice
