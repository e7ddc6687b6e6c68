// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "control/portal/routing.h"

namespace {

// What stands before the next line's end.
std::string_view take_line(std::string_view& rest) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

}  // namespace

// A request's target, Host, Accept and then Forwarded fields, a line each. Whatever they hold, who
// is no trusted proxy is known by the connection alone.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    sluice::PortalConfig config;
    config.names = {"portal.example.net"};
    config.trusted_proxies = {*sluice::Prefix::parse("192.0.2.1/32")};
    sluice::PortalRequest request;
    request.target = take_line(rest);
    request.hosts = {take_line(rest)};
    request.accept = take_line(rest);
    while (!rest.empty())
        request.forwarded.push_back(take_line(rest));
    request.peer = *sluice::IpAddress::parse("198.51.100.7");
    request.peer_port = 5000;
    const auto direct = sluice::route(request, config);
    if (const auto* const asked = std::get_if<sluice::AskAccount>(&direct))
        if (asked->asker != sluice::Asker{request.peer, request.peer_port})
            std::abort();
    request.peer = config.trusted_proxies.front().address;
    const auto proxied = sluice::route(request, config);
    if (const auto* const asked = std::get_if<sluice::AskAccount>(&proxied))
        if (asked->asker.address == request.peer)
            std::abort();
    return 0;
}
