// SPDX-License-Identifier: Apache-2.0
#include "control/portal/routing.h"

#include <algorithm>
#include <optional>

#include "http/accept.h"
#include "http/field_text.h"
#include "http/request_target.h"

namespace sluice {
namespace {

// A name that somebody else's DNS resolves to the portal would let a page of theirs read what the
// portal tells the visitor (DNS rebinding). A numeric host has no DNS to do that with.
bool is_own_host(std::string_view host, const std::vector<std::string>& names) {
    if (host.starts_with('[')) {
        const size_t end = host.find(']');
        return end != std::string_view::npos && IpAddress::parse(host.substr(1, end - 1));
    }
    host = host.substr(0, host.find(':'));
    return IpAddress::parse(host) ||
           std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return equal_ignoring_case(name, host); });
}

}  // namespace

bool prefers_json(std::string_view accept) {
    return named_accept_weight(accept, "application/json") >
           named_accept_weight(accept, "text/html");
}

Routed route(const PortalRequest& request, const PortalConfig& config) {
    const auto [authority, path, query] = read_request_target(request.target);
    const bool is_json_path = path == "/v1/me";
    const Form form = is_json_path || prefers_json(request.accept) ? Form::json : Form::page;
    const auto plainly = [&](Plain what) { return PlainReply{what, form}; };

    if (request.method == PortalRequest::Method::other)
        return plainly(Plain::wrong_method);
    // RFC 9112, section 3.2.
    if (request.hosts.size() > 1 || (request.hosts.empty() && request.http_1_1))
        return plainly(Plain::bad_request);
    const auto host = authority || request.hosts.empty() ? authority : request.hosts.front();
    if (host && !is_own_host(*host, config.names))
        return plainly(Plain::wrong_host);
    if (path == "/style.css")
        return plainly(Plain::style);
    if (path != "/" && !is_json_path)
        return plainly(Plain::not_here);

    const auto asker =
        decide_asker(request.peer, request.peer_port, request.forwarded, config.trusted_proxies);
    if (const auto* const known = std::get_if<Asker>(&asker))
        return AskAccount{*known, form};
    return plainly(std::get<NoAsker>(asker) == NoAsker::malformed ? Plain::proxy_malformed
                                                                  : Plain::proxy_does_not_say);
}

}  // namespace sluice
