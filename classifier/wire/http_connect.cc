// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <string_view>

#include "classifier/wire/http.h"
#include "classifier/wire/proxy.h"
#include "classifier/wire/url_authority.h"

namespace sluice {
namespace {

using Outcome = ProxyNegotiation::Outcome;

constexpr int kRounds = 4;  // NTLM takes three
constexpr size_t kLongestDemand = size_t{1} << 20;
constexpr uint16_t kAuthenticationRequired = 407;

// Where the reply ends, which is the head's end but for a body that Content-Length counts.
std::optional<size_t> reply_bytes(const HttpHead& head) {
    const auto text = head.field("content-length");
    size_t length = 0;
    if (!text)
        return std::nullopt;
    const char* const end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, length);
    if (error != std::errc{} || rest != end || length > kLongestDemand)
        return std::nullopt;
    return *head.body_at + length;
}

}  // namespace

ProxyNegotiation parse_http_connect(Bytes client, Bytes server) {
    if (client.empty() && !server.empty())
        return {};
    ProxyNegotiation found;
    for (int round = 0; round < kRounds; ++round) {
        const HttpHead request = parse_http_head(client.subspan(found.client_bytes));
        const bool request_goes_on = request.outcome == HttpHead::Outcome::partial;
        if (request_goes_on && std::string_view{"CONNECT"}.starts_with(request.method))
            return {.outcome = Outcome::partial};
        if (request.outcome != HttpHead::Outcome::request || request.method != "CONNECT")
            return {};
        const auto authority = parse_authority(request.target, 0);
        if (!authority)
            return {};
        const HttpHead reply = parse_http_head(server.subspan(found.server_bytes));
        if (reply.outcome == HttpHead::Outcome::partial)
            return {.outcome = Outcome::partial};
        if (reply.outcome != HttpHead::Outcome::response)
            return {};
        if (!request.body_at || !reply.body_at)
            return {.outcome = Outcome::partial};

        found.client_bytes += *request.body_at;
        found.target = authority->address;
        if (reply.status / 100 == 2) {  // what they say of a body does not count
            found.outcome = Outcome::established;
            found.server_bytes += *reply.body_at;
            return found;
        }
        const auto bytes = reply_bytes(reply);
        if (reply.status != kAuthenticationRequired || !bytes)
            break;
        if (*bytes > server.size() - found.server_bytes)
            return {.outcome = Outcome::partial};
        found.server_bytes += *bytes;
    }
    return {.outcome = Outcome::refused};
}

}  // namespace sluice
