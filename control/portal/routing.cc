// SPDX-License-Identifier: Apache-2.0
#include "control/portal/routing.h"

#include <algorithm>
#include <optional>

namespace sluice {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_until(char separator, std::string_view& rest) {
    const size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(part);
}

// RFC 9110, section 12.4.2: 0 to 1 in thousandths; what is no weight counts as none given.
int weight(std::string_view text) {
    constexpr int kFull = 1000;
    if (text.empty() || (text.front() != '0' && text.front() != '1'))
        return kFull;
    int value = (text.front() - '0') * kFull;
    int digit_value = kFull / 10;
    for (size_t i = 2; i < text.size() && i < 5 && text[1] == '.'; ++i, digit_value /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return kFull;
        value += (text[i] - '0') * digit_value;
    }
    return std::min(value, kFull);
}

// RFC 9112, section 3.2.2: a target in absolute form says the host, too, and Host is not looked at.
std::optional<std::string_view> take_authority(std::string_view& target) {
    constexpr std::string_view kScheme = "http://";
    if (!equal_ignoring_case(target.substr(0, kScheme.size()), kScheme))
        return std::nullopt;
    target.remove_prefix(kScheme.size());
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(authority.size());
    if (target.empty())
        target = "/";
    return authority;
}

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
    int json = 0;
    int html = 0;
    while (!accept.empty()) {
        std::string_view range = take_until(',', accept);
        const std::string_view type = take_until(';', range);
        int q = weight("");
        while (!range.empty()) {
            const std::string_view parameter = take_until(';', range);
            if (parameter.size() > 2 && lower(parameter[0]) == 'q' && parameter[1] == '=')
                q = weight(parameter.substr(2));
        }
        if (equal_ignoring_case(type, "application/json"))
            json = std::max(json, q);
        else if (equal_ignoring_case(type, "text/html") || equal_ignoring_case(type, "text/*"))
            html = std::max(html, q);
    }
    return json > html;
}

Routed route(const PortalRequest& request, const PortalConfig& config) {
    std::string_view path = request.target;
    const auto authority = take_authority(path);
    path = path.substr(0, path.find('?'));
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
