// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_metrics.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "oracle/feeds/topology_source.h"
#include "oracle/oracle_handler.h"
#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

TEST(OracleMetrics, CountAnswersByResourceAndStatus) {
    const TopologyFiles files;
    TopologySource source(files.path());
    OracleMetrics metrics;
    OracleHandler handler({}, metrics, 1, [] { return uint64_t{7}; });
    const AltoView view(source.load(kSecond), AltoOptions{});
    handler.publish(std::make_shared<const AltoView>(source.load(kSecond), AltoOptions{}));
    HttpRequest request;
    request.method = "GET";
    request.target = "/alto/networkmap";
    for (int i = 0; i < 3; ++i)
        handler.answer(request);
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

TEST(OracleMetrics, SayWhichFeedsAreStale) {
    FeedState old;
    old.name = "old";
    old.age_s = 90'000;
    old.prefixes = 12;
    old.is_stale = true;
    FeedState never;
    never.name = "never";
    never.is_stale = true;
    OracleMetrics metrics;
    metrics.show_feeds({old, never});
    const std::string text = metrics.text({});
    for (const char* line : {"sluice_oracle_feed_age_seconds{feed=\"old\"} 90000\n",
                             "sluice_oracle_feed_prefixes{feed=\"old\"} 12\n",
                             "sluice_oracle_feed_stale{feed=\"old\"} 1\n",
                             "sluice_oracle_feed_stale{feed=\"never\"} 1\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(text.find("age_seconds{feed=\"never\"}"), std::string::npos) << "it has no age";
}

}  // namespace
}  // namespace sluice
