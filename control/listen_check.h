// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rpc/listen_error.h"

namespace sluice {

// Makes way for the API's socket at that path: its folder is made, and what a killed daemon left
// there is removed. Throws ListenError if somebody answers there or something else is in the way.
void claim_socket(const std::string& path);

// Throws ListenError if nobody could listen on that numeric address ("127.0.0.1:9464") now.
void check_tcp_address(const std::string& address);

// Connects to that numeric address and hangs up. Says nothing, whatever comes of it.
void knock_at_tcp_address(const std::string& address);

}  // namespace sluice
