// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <algorithm>
#include <charconv>

#include "http/field_text.h"
#include "policy/address.h"

namespace sluice {
namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;
constexpr size_t kLongestName = 253;  // RFC 1035, section 2.3.4

bool take_scheme(std::string_view scheme, std::string_view& text) {
    if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme))
        return false;
    text.remove_prefix(scheme.size());
    return true;
}

bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool read_port(std::string_view digits, uint16_t& port) {
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, port);
    return error == std::errc{} && stopped == end && port != 0;
}

bool read_host(std::string_view text, std::string& host) {
    std::transform(text.begin(), text.end(), std::back_inserter(host), ascii_lower);
    return !host.empty() && host.size() <= kLongestName && host.front() != '.' &&
           host.find("..") == std::string::npos && std::ranges::all_of(host, is_of_name);
}

// "[2001:db8::1]"; brackets and what may be behind them are of RFC 3986, section 3.2.2.
bool read_address(std::string_view text, std::string& host) {
    const auto address = IpAddress::parse(text);
    if (!address || address->is_ipv4())
        return false;
    host = address->to_string();
    return true;
}

bool read_authority(std::string_view text, HttpUrl& url) {
    url.port = url.is_https ? kHttpsPort : kHttpPort;
    const size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    const size_t end =
        bracket != std::string_view::npos ? bracket + 1 : std::min(text.find(':'), text.size());
    const std::string_view rest = text.substr(end);
    if (!rest.empty() && (rest.front() != ':' || !read_port(rest.substr(1), url.port)))
        return false;
    return bracket != std::string_view::npos ? read_address(text.substr(1, bracket - 1), url.host)
                                             : read_host(text.substr(0, end), url.host);
}

bool is_of_target(char c) {
    return c > ' ' && c < '\x7f';
}

// Without the fragment.
bool read_target(std::string_view text, std::string& target) {
    text = text.substr(0, text.find('#'));
    target = text.starts_with('/') ? "" : "/";
    target += text;
    return std::ranges::all_of(target, is_of_target);
}

}  // namespace

std::optional<HttpUrl> HttpUrl::parse(std::string_view text) {
    HttpUrl url;
    if (text.size() > kLongest)
        return std::nullopt;
    url.is_https = take_scheme("https://", text);
    if (!url.is_https && !take_scheme("http://", text))
        return std::nullopt;
    const size_t path = std::min(text.find_first_of("/?#"), text.size());
    if (!read_authority(text.substr(0, path), url) || !read_target(text.substr(path), url.target))
        return std::nullopt;
    return url;
}

std::optional<HttpUrl> HttpUrl::refer(std::string_view reference) const {
    if (!reference.starts_with('/') || reference.starts_with("//"))
        return parse(reference);
    HttpUrl url = *this;
    if (reference.size() > kLongest || !read_target(reference, url.target))
        return std::nullopt;
    return url;
}

std::string HttpUrl::authority() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    std::string text = is_ipv6 ? "[" + host + "]" : host;
    if (port != (is_https ? kHttpsPort : kHttpPort))
        text += ":" + std::to_string(port);
    return text;
}

std::string HttpUrl::to_string() const {
    return (is_https ? "https://" : "http://") + authority() + target;
}

}  // namespace sluice
