// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// Where a host is: at most kMostAddresses, in the system's order; at once if it is an address.
// The system's resolver cannot be interrupted: past the deadline it is left to itself, on a thread
// of its own, and of these there are not more than a few. Throws std::runtime_error, one line.
inline constexpr size_t kMostAddresses = 8;
std::vector<boost::asio::ip::tcp::endpoint> look_up_host(
    const std::string& host, uint16_t port, std::chrono::steady_clock::time_point deadline);

}  // namespace sluice
