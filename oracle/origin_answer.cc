// SPDX-License-Identifier: Apache-2.0
#include "oracle/origin_answer.h"

#include <optional>
#include <string>

#include "http/field_text.h"
#include "http/request_target.h"
#include "oracle/alto/sorted_list.h"
#include "policy/address.h"

namespace sluice {
namespace {

HttpReply plain_reply(unsigned status, std::string text) {
    HttpReply reply;
    reply.status = status;
    reply.media_type = "text/plain; charset=utf-8";
    reply.body = std::move(text);
    return reply;
}

void append_line(std::string& out, const IpAddress& address, const Topology& topology) {
    const auto origin = topology.origin(address);
    out += address.to_string();
    out += '\t';
    out += origin ? std::to_string(origin->as) : "-";
    out += '\t';
    out += origin ? origin->source : "-";
    out += '\n';
}

// "2001%3Adb8::1": some escape the colons of a query, which need not be.
std::string without_escapes(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
        const bool is_colon = equal_ignoring_case(text.substr(at, 3), "%3a");
        out += is_colon ? ':' : text[at];
        at += is_colon ? 2 : 0;
    }
    return out;
}

// Of several the first; nothing if it is no address.
std::optional<IpAddress> asked_for(std::string_view query, const IpAddress& client) {
    while (!query.empty()) {
        const std::string_view part = take_until('&', query);
        if (part.starts_with("ip="))
            return IpAddress::parse(without_escapes(part.substr(3)));
    }
    return client;
}

HttpReply answer_one(std::string_view query, const IpAddress& client, const Topology& topology) {
    const auto address = asked_for(query, client);
    if (!address)
        return plain_reply(400, "ip= is no address; write ip=192.0.2.1\n");
    std::string text;
    append_line(text, *address, topology);
    return plain_reply(200, std::move(text));
}

HttpReply answer_list(std::string_view body, const Topology& topology, size_t most) {
    const PeerList list = read_peer_list(body, most);
    if (list.is_too_long)
        return plain_reply(413, "more than " + std::to_string(most) + " lines\n");
    if (list.bad_line != 0)
        return plain_reply(400, "line " + std::to_string(list.bad_line) +
                                    " is no address; write 192.0.2.1 or 2001:db8::1\n");
    std::string text;
    for (const IpAddress& address : list.addresses)
        append_line(text, address, topology);
    return plain_reply(200, std::move(text));
}

}  // namespace

HttpReply answer_origin(const HttpRequest& request, const Topology& topology, size_t most) {
    if (request.method == "GET" || request.method == "HEAD")
        return answer_one(read_request_target(request.target).query, request.client, topology);
    if (request.method == "POST")
        return answer_list(request.body, topology, most);
    HttpReply reply;
    reply.status = 405;
    reply.allow = "GET, HEAD, POST";
    return reply;
}

}  // namespace sluice
