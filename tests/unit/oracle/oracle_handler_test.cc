// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_handler.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "oracle/feeds/topology_source.h"
#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

HttpRequest network_map_request() {
    HttpRequest request;
    request.method = "GET";
    request.target = "/alto/networkmap";
    return request;
}

TEST(OracleHandler, AnswersWithTheTopologyOfTheMoment) {
    const TopologyFiles files;
    TopologySource source(files.path());
    OracleMetrics metrics;
    OracleHandler handler({}, metrics, 1, [] { return uint64_t{7}; });
    EXPECT_EQ(handler.answer(network_map_request()).status, 503u);
    handler.publish(std::make_shared<const AltoView>(source.load(kSecond), AltoOptions{}));
    const HttpReply reply = handler.answer(network_map_request());
    EXPECT_EQ(reply.status, 200u);
    EXPECT_NE(reply.content().find("\"neighbour\":{\"ipv4\":[\"198.51.100.0/24\""),
              std::string_view::npos)
        << reply.content();
    HttpRequest nowhere = network_map_request();
    nowhere.target = "/nowhere";
    EXPECT_EQ(handler.answer(nowhere).status, 404u);
}

}  // namespace
}  // namespace sluice
