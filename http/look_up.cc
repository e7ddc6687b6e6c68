// SPDX-License-Identifier: Apache-2.0
#include "http/look_up.h"

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include <netdb.h>

namespace sluice {
namespace {

namespace ip = boost::asio::ip;

constexpr int kMostAtOnce = 16;
std::atomic<int> at_once = 0;

std::vector<ip::address> ask_system(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (error != 0)
        throw std::runtime_error(gai_strerror(error));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, freeaddrinfo);
    std::vector<ip::address> addresses;
    for (const addrinfo* one = found; one != nullptr && addresses.size() < kMostAddresses;
         one = one->ai_next) {
        if (one->ai_family == AF_INET) {
            const auto* const in = reinterpret_cast<const sockaddr_in*>(one->ai_addr);
            addresses.emplace_back(ip::address_v4(ntohl(in->sin_addr.s_addr)));
        } else if (one->ai_family == AF_INET6) {
            const auto* const in = reinterpret_cast<const sockaddr_in6*>(one->ai_addr);
            ip::address_v6::bytes_type bytes;
            std::copy_n(in->sin6_addr.s6_addr, bytes.size(), bytes.begin());
            addresses.emplace_back(ip::address_v6(bytes, in->sin6_scope_id));
        }
    }
    return addresses;
}

std::vector<ip::address> ask_system_until(const std::string& host,
                                          std::chrono::steady_clock::time_point deadline) {
    if (++at_once > kMostAtOnce) {
        --at_once;
        throw std::runtime_error("too many name look-ups are under way");
    }
    std::packaged_task<std::vector<ip::address>()> task([host] { return ask_system(host); });
    auto answer = task.get_future();
    try {
        std::thread([task = std::move(task)]() mutable {
            task();
            --at_once;
        }).detach();
    } catch (const std::system_error&) {
        --at_once;
        throw std::runtime_error("no thread for a name look-up");
    }
    if (answer.wait_until(deadline) != std::future_status::ready)
        throw std::runtime_error("the name look-up takes too long");
    return answer.get();
}

}  // namespace

std::vector<ip::tcp::endpoint> look_up_host(const std::string& host, uint16_t port,
                                            std::chrono::steady_clock::time_point deadline) {
    boost::system::error_code not_numeric;
    const auto address = ip::make_address(host, not_numeric);
    if (!not_numeric)
        return {ip::tcp::endpoint(address, port)};
    std::vector<ip::tcp::endpoint> endpoints;
    for (const ip::address& one : ask_system_until(host, deadline))
        endpoints.emplace_back(one, port);
    return endpoints;
}

}  // namespace sluice
