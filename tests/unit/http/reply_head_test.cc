// SPDX-License-Identifier: Apache-2.0
#include "http/reply_head.h"

#include <gtest/gtest.h>

#include "http/http_date.h"

namespace sluice {
namespace {

HttpReply map_reply() {
    HttpReply reply;
    reply.media_type = "application/alto-networkmap+json";
    reply.body = "{}";
    reply.entity_tag = "\"1\"";
    return reply;
}

HttpRequest request(std::string_view method, std::string_view if_none_match = "") {
    HttpRequest request;
    request.method = method;
    request.if_none_match = if_none_match;
    return request;
}

std::string head(const HttpRequest& request, const HttpReply& reply, bool keep_alive = true) {
    std::string out;
    write_reply_head(out, reply, form_of_reply(request, reply), http_date(784111777), keep_alive);
    return out;
}

TEST(HttpReplyHead, IsWhatAnOldHandWouldRead) {
    EXPECT_EQ(head(request("GET"), map_reply()),
              "HTTP/1.1 200 OK\r\n"
              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "Content-Type: application/alto-networkmap+json\r\n"
              "Content-Length: 2\r\n"
              "ETag: \"1\"\r\n"
              "Cache-Control: no-cache\r\n"
              "Vary: Accept\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "\r\n");
}

TEST(HttpReplyHead, WhoHasItAlreadyGetsNoContent) {
    const ReplyForm form = form_of_reply(request("GET", "\"1\""), map_reply());
    EXPECT_EQ(form.status, 304u);
    EXPECT_FALSE(form.with_content);
    const std::string text = head(request("HEAD", "W/\"1\""), map_reply());
    EXPECT_TRUE(text.starts_with("HTTP/1.1 304 Not Modified\r\n")) << text;
    EXPECT_EQ(text.find("Content-Length"), std::string::npos);
    EXPECT_NE(text.find("ETag: \"1\"\r\n"), std::string::npos);
    EXPECT_EQ(form_of_reply(request("GET", "\"2\""), map_reply()).status, 200u);
    EXPECT_EQ(form_of_reply(request("POST", "\"1\""), map_reply()).status, 200u);
    HttpReply gone = map_reply();
    gone.status = 404;
    EXPECT_EQ(form_of_reply(request("GET", "*"), gone).status, 404u);
}

TEST(HttpReplyHead, AHeadSaysHowLongTheContentWouldBe) {
    EXPECT_FALSE(form_of_reply(request("HEAD"), map_reply()).with_content);
    EXPECT_NE(head(request("HEAD"), map_reply()).find("Content-Length: 2\r\n"), std::string::npos);
}

TEST(HttpReplyHead, SaysWhatAClientCanDoAboutIt) {
    HttpReply reply;
    reply.status = 405;
    reply.allow = "GET, HEAD";
    EXPECT_NE(head(request("PUT"), reply).find("Allow: GET, HEAD\r\n"), std::string::npos);
    reply.status = 503;
    reply.retry_after_s = 7;
    const std::string text = head(request("GET"), reply, false);
    EXPECT_NE(text.find("Retry-After: 7\r\n"), std::string::npos);
    EXPECT_NE(text.find("Connection: close\r\n"), std::string::npos);
    EXPECT_NE(text.find("Content-Length: 0\r\n"), std::string::npos);
    EXPECT_NE(text.find("Cache-Control: no-store\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Set-Cookie"), std::string::npos);
}

}  // namespace
}  // namespace sluice
