// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/alto/alto_feed.h"

#include <map>
#include <mutex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"
#include "tests/unit/http/scripted_server.h"
#include "tests/unit/oracle/feeds/alto/alto_samples.h"

namespace sluice {
namespace {

using testing::HasSubstr;

// Another network's oracle, or what one could be.
class OtherOracle : public HttpHandler {
 public:
    OtherOracle()
        : server_({}, 1), at_(server_.listen({*IpAddress::parse("127.0.0.1"), 0}, *this)) {
        put("/directory", "application/alto-directory+json", kDirectory);
        put("/networkmap", "application/alto-networkmap+json", kNetworkMap);
        put("/costmap", "application/alto-costmap+json", kCostMap);
        server_.start();
    }
    ~OtherOracle() override { server_.stop(); }

    void put(const std::string& path, const char* type, std::string_view text) {
        const std::lock_guard lock(mutex_);
        documents_[path] = {type, std::string(text)};
    }
    std::string server() const { return at_.to_string(); }
    std::string url() const { return "http://" + server() + "/directory"; }
    unsigned sent() {
        const std::lock_guard lock(mutex_);
        return sent_;
    }

    HttpReply answer(const HttpRequest& request) override {
        const std::lock_guard lock(mutex_);
        HttpReply reply;
        const auto found = documents_.find(std::string(request.target));
        if (found == documents_.end()) {
            reply.status = 404;
            return reply;
        }
        reply.media_type = found->second.first;
        reply.body = found->second.second;
        reply.entity_tag = "\"" + std::to_string(std::hash<std::string>()(reply.body)) + "\"";
        sent_ += request.if_none_match == reply.entity_tag ? 0 : 1;
        return reply;
    }

 private:
    std::mutex mutex_;
    std::map<std::string, std::pair<const char*, std::string>> documents_;
    unsigned sent_ = 0;
    HttpServer server_;
    const SocketAddress at_;
};

AltoFeedSource source_of(const std::string& url) {
    AltoFeedSource source;
    source.url = url;
    source.from = *IpAddress::parse("198.18.0.1");  // which is in PID3
    source.for_origins = {64499};
    return source;
}

std::string why_not(const std::string& url) {
    return AltoFeed(source_of(url)).read({}).counts.broken;
}

TEST(AltoFeed, ReadsTheMapsThatTheDirectoryTellsOf) {
    OtherOracle other;
    const FeedTable table = AltoFeed(source_of(other.url())).read({});
    EXPECT_EQ(table.counts.broken, "");
    ASSERT_EQ(table.entries.size(), 4u);
    EXPECT_EQ(table.alto_costs, (std::vector<float>{15.5, 20}));
}

TEST(AltoFeed, WhatIsStillTheSameIsNotSentAgain) {
    OtherOracle other;
    AltoFeed feed(source_of(other.url()));
    const FeedTable first = feed.read({});
    EXPECT_EQ(other.sent(), 3u);
    EXPECT_TRUE(feed.read({}).says_the_same_as(first));
    EXPECT_EQ(other.sent(), 3u);
    std::string costs(kCostMap);
    costs.replace(costs.find("15.5"), 4, "99.5");
    other.put("/costmap", "application/alto-costmap+json", costs);
    EXPECT_EQ(feed.read({}).alto_costs, (std::vector<float>{20, 99.5}));
    EXPECT_EQ(other.sent(), 4u);
}

TEST(AltoFeed, CostsOfAnotherNetworkMapAreNotTaken) {
    OtherOracle other;
    AltoFeed feed(source_of(other.url()));
    ASSERT_EQ(feed.read({}).counts.broken, "");
    std::string map(kNetworkMap);
    map.replace(map.find("da65"), 4, "ffff");
    other.put("/networkmap", "application/alto-networkmap+json", map);
    EXPECT_THAT(feed.read({}).counts.broken, HasSubstr("of another network map"));
    std::string costs(kCostMap);
    costs.replace(costs.find("da65"), 4, "ffff");
    other.put("/costmap", "application/alto-costmap+json", costs);
    EXPECT_EQ(feed.read({}).counts.broken, "");
}

TEST(AltoFeed, ADirectoryThatSendsElsewhereIsNotFollowed) {
    OtherOracle other;
    OtherOracle elsewhere;
    std::string directory(kDirectory);
    directory.replace(directory.find("/networkmap"), 11,
                      "http://" + elsewhere.server() + "/networkmap");
    other.put("/directory", "application/alto-directory+json", directory);
    EXPECT_THAT(why_not(other.url()), HasSubstr("sends us to another server"));
    EXPECT_EQ(elsewhere.sent(), 0u);
    directory = kDirectory;
    directory.replace(directory.find("/networkmap"), 11, "networkmap\\r\\nX: y");
    other.put("/directory", "application/alto-directory+json", directory);
    EXPECT_THAT(why_not(other.url()), HasSubstr("is none that can be asked for"));
}

TEST(AltoFeed, WhatAnswersOtherwiseIsBroken) {
    OtherOracle other;
    EXPECT_THAT(why_not("http://" + other.server() + "/nowhere"), HasSubstr("answers 404"));
    other.put("/networkmap", "text/html", kNetworkMap);
    EXPECT_THAT(why_not(other.url()), HasSubstr("not application/alto-networkmap+json"));
    other.put("/networkmap", "application/alto-networkmap+json", "{");
    EXPECT_THAT(why_not(other.url()), HasSubstr("no JSON"));
    other.put("/networkmap", "application/alto-networkmap+json",
              R"({"meta":{"vtag":{"resource-id":"m","tag":"t"}},"network-map":{}})");
    EXPECT_THAT(why_not(other.url()), HasSubstr("has us nowhere"));
    EXPECT_THAT(why_not("http://127.0.0.1:1/"), HasSubstr("cannot connect"));
    const ScriptedServer stalling({.says = "HTTP/1.1 200 OK\r\n", .closes = false});
    AltoFeed feed(source_of(stalling.url()), 200'000'000);
    EXPECT_THAT(feed.read({}).counts.broken, HasSubstr("takes too long"));
}

}  // namespace
}  // namespace sluice
