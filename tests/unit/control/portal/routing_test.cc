// SPDX-License-Identifier: Apache-2.0
#include "control/portal/routing.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

PortalConfig config() {
    PortalConfig config;
    config.names = {"portal.example.net"};
    config.trusted_proxies = {*Prefix::parse("192.0.2.1/32")};
    return config;
}

PortalRequest request(std::string_view target) {
    PortalRequest request;
    request.target = target;
    request.hosts = {"portal.example.net"};
    request.peer = *IpAddress::parse("198.51.100.7");
    request.peer_port = 5000;
    return request;
}

// What is said at once, or nothing if the account is asked for.
std::optional<Plain> plain(const PortalRequest& request) {
    const auto routed = route(request, config());
    const auto* const reply = std::get_if<PlainReply>(&routed);
    return reply == nullptr ? std::nullopt : std::optional(reply->what);
}

Form form(const PortalRequest& request) {
    const auto routed = route(request, config());
    const auto* const reply = std::get_if<PlainReply>(&routed);
    return reply != nullptr ? reply->form : std::get<AskAccount>(routed).form;
}

TEST(PortalRouting, ThePageAndItsJsonAskForWhoIsConnected) {
    const auto page = route(request("/"), config());
    ASSERT_TRUE(std::holds_alternative<AskAccount>(page));
    EXPECT_EQ(std::get<AskAccount>(page).asker,
              (Asker{*IpAddress::parse("198.51.100.7"), uint16_t{5000}}));
    EXPECT_EQ(form(request("/")), Form::page);
    EXPECT_EQ(form(request("/?from=mail")), Form::page);
    EXPECT_EQ(form(request("/v1/me")), Form::json);
    EXPECT_EQ(plain(request("/v1/me?id=s-2")), std::nullopt);
}

TEST(PortalRouting, AnyOtherPathIsNotThere) {
    for (const char* target : {"/v1/me/s-2", "/v1", "//", "", "*", "/metrics", "/../etc/passwd"})
        EXPECT_EQ(plain(request(target)), Plain::not_here) << target;
    EXPECT_EQ(plain(request("/style.css")), Plain::style);
}

// RFC 9112, section 3.2.2.
TEST(PortalRouting, ATargetMayNameTheHostItself) {
    EXPECT_EQ(plain(request("http://portal.example.net/v1/me")), std::nullopt);
    EXPECT_EQ(form(request("HTTP://192.0.2.1:80/v1/me?x")), Form::json);
    EXPECT_EQ(plain(request("http://portal.example.net")), std::nullopt);
    EXPECT_EQ(plain(request("http://evil.example/")), Plain::wrong_host);
    EXPECT_EQ(plain(request("http://")), Plain::wrong_host);
    auto old = request("http://evil.example/");
    old.hosts.clear();
    old.http_1_1 = false;
    EXPECT_EQ(plain(old), Plain::wrong_host);
}

TEST(PortalRouting, NothingButReadingIsDone) {
    auto post = request("/");
    post.method = PortalRequest::Method::other;
    EXPECT_EQ(plain(post), Plain::wrong_method);
    auto head = request("/");
    head.method = PortalRequest::Method::head;
    EXPECT_EQ(plain(head), std::nullopt);
}

TEST(PortalRouting, AnApplicationMayAskForJsonByAccept) {
    EXPECT_TRUE(prefers_json("application/json"));
    EXPECT_TRUE(prefers_json("text/html;q=0.5, Application/JSON;q=0.75"));
    EXPECT_TRUE(prefers_json("application/json; charset=utf-8;q=0.1"));
    for (const char* accept :
         {"", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "application/json;q=0", "text/html, application/json", "text/*, application/json;q=0.999",
          "application/jsonx", ",;,q=;", "application/json;q=0.0001"})
        EXPECT_FALSE(prefers_json(accept)) << accept;
}

TEST(PortalRouting, AWholeAcceptFieldCutAnywhereIsRead) {
    const std::string whole = "text/html;q=0.5, application/json;q=0.75, */*";
    const size_t json_ends = whole.find("json") + 4;
    for (size_t length = 0; length < json_ends; ++length)
        EXPECT_FALSE(prefers_json(std::string(whole, 0, length))) << length;
    for (size_t length = whole.find("75"); ++length <= whole.size();)
        EXPECT_TRUE(prefers_json(std::string(whole, 0, length))) << length;
}

TEST(PortalRouting, ANameThatIsNotThePortalsIsRefused) {
    for (const char* host : {"portal.example.net", "PORTAL.example.net:8080", "198.51.100.1",
                             "198.51.100.1:80", "[2001:db8::1]", "[2001:db8::1]:80"}) {
        auto asked = request("/");
        asked.hosts = {host};
        EXPECT_EQ(plain(asked), std::nullopt) << host;
    }
    for (const char* host : {"evil.example", "portal.example.net.evil.example", "", "localhost",
                             "[2001:db8::1", "[evil.example]", "portal.example.net@evil.example"}) {
        auto asked = request("/");
        asked.hosts = {host};
        EXPECT_EQ(plain(asked), Plain::wrong_host) << host;
    }
}

TEST(PortalRouting, ARequestNamesOneHost) {
    auto none = request("/");
    none.hosts.clear();
    EXPECT_EQ(plain(none), Plain::bad_request);
    none.http_1_1 = false;
    EXPECT_EQ(plain(none), std::nullopt);
    auto two = request("/");
    two.hosts = {"portal.example.net", "198.51.100.1"};
    EXPECT_EQ(plain(two), Plain::bad_request);
}

TEST(PortalRouting, WhatATrustedProxyLeavesOutIsNotGuessed) {
    auto proxied = request("/");
    proxied.peer = *IpAddress::parse("192.0.2.1");
    EXPECT_EQ(plain(proxied), Plain::proxy_does_not_say);
    proxied.forwarded = {"for="};
    EXPECT_EQ(plain(proxied), Plain::proxy_malformed);
    proxied.forwarded = {"for=198.51.100.8"};
    const auto routed = route(proxied, config());
    ASSERT_TRUE(std::holds_alternative<AskAccount>(routed));
    EXPECT_EQ(std::get<AskAccount>(routed).asker,
              (Asker{*IpAddress::parse("198.51.100.8"), std::nullopt}));
}

}  // namespace
}  // namespace sluice
