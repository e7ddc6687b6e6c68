// SPDX-License-Identifier: Apache-2.0
#include "oracle/topology_source.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "oracle/oracle_handler.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

// A folder with a topology file and an IP-to-AS table, which goes with it.
class Files {
 public:
    Files() {
        char path[] = "/tmp/sluice-topology-XXXXXX";
        folder_ = mkdtemp(path);
        write_feed(
            "198.51.100.0\t198.51.100.255\t64497\tDE\tONE\n"
            "203.0.113.0\t203.0.113.255\t64497\tDE\tONE\n");
        write(definition());
    }
    ~Files() { std::filesystem::remove_all(folder_); }
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    std::string path() const { return folder_ / "topology.yaml"; }
    std::string definition() const {
        return "pids:\n"
               "  home: { prefixes: [192.0.2.0/24] }\n"
               "  neighbour: { origin: 64497 }\n"
               "  elsewhere: { default: true }\n"
               "costs: { routing: { own: 0, others: 10 } }\n"
               "feeds: [{ name: table, format: ip-to-as, file: " +
               (folder_ / "table.tsv").string() + ", stale_after: 1h }]\n";
    }
    void write(const std::string& text) { std::ofstream(path()) << text; }
    void write_feed(const std::string& text) { std::ofstream(folder_ / "table.tsv") << text; }

 private:
    std::filesystem::path folder_;
};

std::string place_of(const Topology& topology, const char* address) {
    const Pid pid = topology.map().find(*IpAddress::parse(address));
    return pid == kNoPid ? "" : topology.map().names()[pid];
}

TEST(TopologySource, PutsTheFileAndItsFeedsTogether) {
    const Files files;
    TopologySource source(files.path());
    const auto topology = source.load(kSecond);
    ASSERT_TRUE(topology);
    EXPECT_EQ(place_of(*topology, "192.0.2.1"), "home");
    EXPECT_EQ(place_of(*topology, "198.51.100.1"), "neighbour");
    EXPECT_EQ(place_of(*topology, "2001:db8::1"), "elsewhere");
    const auto feeds = source.feeds(3 * kSecond);
    ASSERT_EQ(feeds.size(), 1u);
    EXPECT_EQ(feeds[0].name, "table");
    EXPECT_EQ(feeds[0].age_s, 2.0);
    EXPECT_EQ(feeds[0].prefixes, 2u);
    EXPECT_FALSE(feeds[0].is_stale);
    EXPECT_TRUE(source.feeds(4'000 * kSecond)[0].is_stale);
}

TEST(TopologySource, AFeedThatVanishesOrLiesLeavesWhatItSaidBefore) {
    Files files;
    TopologySource source(files.path());
    ASSERT_TRUE(source.load(kSecond));
    for (const char* garbage :
         {"", "<html>not found</html>\n", "0.0.0.0\t255.255.255.255\t1\tX\tY\n"}) {
        files.write_feed(garbage);
        const auto topology = source.load(5 * kSecond);
        ASSERT_TRUE(topology);
        EXPECT_EQ(place_of(*topology, "198.51.100.1"), "neighbour") << garbage;
        EXPECT_EQ(source.feeds(6 * kSecond)[0].age_s, 5.0) << garbage;
        EXPECT_FALSE(source.feeds(6 * kSecond)[0].objection.empty()) << garbage;
    }
}

TEST(TopologySource, AFileThatIsWrongSaysSoAndIsNoTopology) {
    Files files;
    TopologySource source(files.path());
    ASSERT_TRUE(source.load(kSecond));
    files.write("pids: { a: { default: true } }\n");
    EXPECT_FALSE(source.load(kSecond));
    ASSERT_EQ(source.complaints().size(), 1u);
    files.write(files.definition());
    EXPECT_TRUE(source.load(kSecond));
    EXPECT_TRUE(source.complaints().empty());
    EXPECT_THROW(TopologySource("/nowhere/t.yaml").load(kSecond), std::runtime_error);
}

HttpRequest directory_request() {
    HttpRequest request;
    request.method = "GET";
    request.target = "/alto/networkmap";
    return request;
}

TEST(OracleHandler, AnswersWithTheTopologyOfTheMoment) {
    const Files files;
    TopologySource source(files.path());
    OracleMetrics metrics;
    OracleHandler handler({}, metrics, 1);
    EXPECT_EQ(handler.answer(directory_request()).status, 503u);
    handler.publish(std::make_shared<const AltoView>(source.load(kSecond), AltoOptions{}));
    const HttpReply reply = handler.answer(directory_request());
    EXPECT_EQ(reply.status, 200u);
    EXPECT_NE(reply.content().find("\"neighbour\":{\"ipv4\":[\"198.51.100.0/24\""),
              std::string_view::npos)
        << reply.content();
    HttpRequest nowhere = directory_request();
    nowhere.target = "/nowhere";
    EXPECT_EQ(handler.answer(nowhere).status, 404u);
}

TEST(OracleMetrics, CountAnswersByResourceAndStatus) {
    const Files files;
    TopologySource source(files.path());
    OracleMetrics metrics;
    OracleHandler handler({}, metrics, 1);
    const AltoView view(source.load(kSecond), AltoOptions{});
    handler.publish(std::make_shared<const AltoView>(source.load(kSecond), AltoOptions{}));
    for (int i = 0; i < 3; ++i)
        handler.answer(directory_request());
    metrics.topology_loaded(view, 0.5);
    metrics.show_feeds(source.feeds(11 * kSecond));
    HttpCounters counters;
    counters.refused = 7;
    for (int i = 0; i < 2; ++i) {
        const std::string text = metrics.text(counters);
        for (const char* line :
             {"sluice_oracle_answers_total{resource=\"network-map\",status=\"200\"} 3\n",
              "sluice_oracle_answer_seconds_count 3\n",
              "sluice_oracle_connections_total{outcome=\"refused\"} 7\n",
              "sluice_oracle_map_locations 3\n",
              "sluice_oracle_feed_age_seconds{feed=\"table\"} 10\n",
              "sluice_oracle_feed_stale{feed=\"table\"} 0\n"})
            EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
}

}  // namespace
}  // namespace sluice
