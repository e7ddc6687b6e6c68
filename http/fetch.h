// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "http/reply_reader.h"
#include "http/url.h"

namespace sluice {

struct FetchOptions {
    std::string method = "GET";
    std::string body;        // of what is asked
    std::string media_type;  // the body's
    std::string accept;
    std::string bearer;         // a token (RFC 6750); for HTTPS alone
    std::string if_none_match;  // an entity tag that a reply came with
    std::string ca_file;        // who signs servers' certificates, in PEM; empty: whom the system
                                // trusts
    std::string certificate_file;  // who we are, in PEM, with key_file; empty: nobody
    std::string key_file;
    uint64_t deadline_ns = 10'000'000'000;  // for all of it, from now
    HttpReplyReader::Limits limits;
    std::stop_token stop = {};  // leaves off, but for a name look-up
};

// Asks a server and waits for what it answers, whatever its status is; no redirection is followed.
// TLS 1.2 or later, with a certificate of the name in the URL. Takes no longer than the deadline,
// and holds no more than the limits and as much again. Any thread that may wait. Throws
// std::runtime_error, one line that begins with the server's name and tells no path or token.
FetchedReply fetch(const HttpUrl& url, const FetchOptions& options);

}  // namespace sluice
