// SPDX-License-Identifier: Apache-2.0
#include "oracle/origin_answer.h"

#include <string>

#include <gtest/gtest.h>

#include "oracle/feeds/topology_source.h"
#include "oracle/oracle_handler.h"
#include "tests/unit/oracle/feeds/topology_files.h"

namespace sluice {
namespace {

class OriginAnswer : public testing::Test {
 protected:
    HttpReply ask(std::string_view method, std::string_view target, std::string_view body = "") {
        HttpRequest request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.client = *IpAddress::parse("203.0.113.9");
        return answer_origin(request, *topology_, 3);
    }

    TopologyFiles files_;
    std::shared_ptr<const Topology> topology_ = TopologySource(files_.path()).load(1);
};

TEST_F(OriginAnswer, TellsTheAsOfAnAddressAndWhoSaysSo) {
    const HttpReply reply = ask("GET", "/asn?ip=198.51.100.7");
    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.media_type, "text/plain; charset=utf-8");
    EXPECT_EQ(reply.body, "198.51.100.7\t64497\ttable\n");
    EXPECT_EQ(ask("GET", "/asn").body, "203.0.113.9\t64497\ttable\n") << "the client itself";
    EXPECT_EQ(ask("GET", "/asn?x=1&ip=2001%3Adb8%3a:1").body, "2001:db8::1\t-\t-\n")
        << "nobody says";
}

TEST_F(OriginAnswer, TellsAListLineByLine) {
    EXPECT_EQ(ask("POST", "/asn", "198.51.100.7\n192.0.2.1:6881\r\n\n[2001:db8::1]:80").body,
              "198.51.100.7\t64497\ttable\n192.0.2.1\t-\t-\n2001:db8::1\t-\t-\n");
    EXPECT_EQ(ask("POST", "/asn").body, "");
}

TEST_F(OriginAnswer, SaysWhatIsWrong) {
    for (const char* target : {"/asn?ip=", "/asn?ip=x", "/asn?ip=198.51.100.0/24"})
        EXPECT_EQ(ask("GET", target).status, 400u) << target;
    EXPECT_EQ(ask("POST", "/asn", "198.51.100.7\nx\n").body,
              "line 2 is no address; write 192.0.2.1 or 2001:db8::1\n");
    EXPECT_EQ(ask("POST", "/asn", "::1\n::2\n::3\n::4\n").status, 413u);
    EXPECT_EQ(ask("PUT", "/asn").status, 405u);
    EXPECT_EQ(ask("PUT", "/asn").allow, "GET, HEAD, POST");
}

TEST_F(OriginAnswer, IsOneOfTheOraclesResources) {
    OracleMetrics metrics;
    OracleHandler handler({}, metrics, 1, [] { return uint64_t{7}; });
    handler.publish(std::make_shared<const AltoView>(topology_, AltoOptions{}));
    HttpRequest request;
    request.method = "GET";
    request.target = "/asn?ip=198.51.100.7";
    EXPECT_EQ(handler.answer(request).body, "198.51.100.7\t64497\ttable\n");
    EXPECT_NE(metrics.text({}).find("{resource=\"asn\",status=\"200\"} 1\n"), std::string::npos);
}

}  // namespace
}  // namespace sluice
