// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace sluice {

// One clear line about an address that cannot be listened on.
class ListenError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Makes way for a socket at that path: its folder is made, and what a killed daemon left there is
// removed. Throws ListenError if somebody answers there or something else is in the way.
void claim_socket(const std::string& path);

// Throws ListenError if nobody could listen on that numeric address ("127.0.0.1:9464") now.
void check_tcp_address(const std::string& address);

// Connects to that numeric address and hangs up. Says nothing, whatever comes of it.
void knock_at_tcp_address(const std::string& address);

}  // namespace sluice
