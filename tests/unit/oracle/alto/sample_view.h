// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/alto/alto_service.h"

namespace sluice {

// Three locations: ours, a neighbour's and all others. Nothing is known of what is between the
// neighbour and all others. The operator's own order is another one than that of the told costs.
inline Topology::Parts sample_parts() {
    const auto prefix = [](const char* text) { return *Prefix::parse(text); };
    std::vector<std::pair<Prefix, Pid>> prefixes = {
        {prefix("192.0.2.0/24"), 0},    {prefix("2001:db8:1::/48"), 0},
        {prefix("198.51.100.0/25"), 1}, {prefix("192.0.2.128/25"), 1},
        {prefix("0.0.0.0/0"), 2},       {prefix("::/0"), 2},
        {prefix("100.64.0.0/10"), 0},
    };
    CostMap routing(3);
    routing.set(0, 0, 1);
    routing.set(0, 1, 5.1F);
    routing.set(0, 2, 10);
    routing.set(1, 0, 5.1F);
    routing.set(1, 1, 1);
    routing.set(2, 0, 20);
    CostMap ranking(3);
    ranking.set(0, 0, 700);
    ranking.set(0, 1, 800);
    ranking.set(0, 2, 600);
    return {std::make_shared<const NetworkMap>(
                std::vector<std::string>{"home", "neighbour", "world"}, std::move(prefixes)),
            std::move(routing),
            std::move(ranking),
            {},
            {{"cgn", {prefix("100.64.0.0/10")}}},
            "tag-\"1\""};
}

// 192.0.2.1 is one account's, and the port 4000 of 192.0.2.2 another's; "Bearer token" is known.
class SampleAccounts : public AccountSource {
 public:
    bool may_ask_for_all(std::string_view authorization) const override {
        return authorization == "Bearer token";
    }
    Answer ask(const IpAddress& address, std::optional<uint16_t> port, UsedBytes& out) override {
        ++asked;
        if (is_busy)
            return Answer::busy;
        if (address == *IpAddress::parse("192.0.2.1"))
            out = {1'000, 12'345'678'901, "2026-11-01T00:00:00Z"};
        else if (address == *IpAddress::parse("192.0.2.2") && port == 4'000)
            out = {7, 8, ""};
        else
            return Answer::nobody;
        return Answer::told;
    }

    bool is_busy = false;
    int asked = 0;
};

// A server as a client sees it, without a wire.
class SampleServer {
 public:
    explicit SampleServer(Topology::Parts parts = sample_parts(), const AltoOptions& options = {})
        : view(std::make_shared<const Topology>(std::move(parts)), options),
          updates(options.limits, [] { return uint64_t{7}; }),
          service(options, 1, &updates, &accounts) {
        updates.publish({std::shared_ptr<const AltoView>(), &view});
    }

    AltoReply ask(const HttpRequest& request) { return service.answer(request, view); }

    HttpReply get(std::string_view target, std::string_view accept = "") {
        HttpRequest request;
        request.method = "GET";
        request.target = target;
        request.accept = accept;
        request.client = client;
        return ask(request).reply;
    }

    HttpReply post(AltoResource resource, std::string_view body) {
        const AltoResourceEntry& entry = entry_of(resource);
        HttpRequest request;
        request.method = "POST";
        request.target = entry.path;
        request.accept = entry.media_type;
        request.content_type = entry.accepts;
        request.body = body;
        request.client = client;
        return ask(request).reply;
    }

    HttpReply sort(std::string_view target, std::string_view body) {
        HttpRequest request;
        request.method = "POST";
        request.target = target;
        request.body = body;
        request.client = client;
        return ask(request).reply;
    }

    IpAddress client = *IpAddress::parse("192.0.2.1");
    AltoView view;
    UpdateStreams updates;
    SampleAccounts accounts;
    AltoService service;
};

inline nlohmann::json json_of(const HttpReply& reply) {
    return nlohmann::json::parse(reply.content());
}

}  // namespace sluice
