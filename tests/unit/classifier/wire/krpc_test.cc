// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/wire/krpc_messages.h"

namespace sluice {
namespace {

std::optional<KrpcKind> parse(const std::string& text) {
    return parse_krpc(text_bytes(text));
}

const std::string kTarget = "6:target" + kNodeId;
const std::string kHash = "9:info_hash" + kNodeId;

TEST(ParseKrpc, AcceptsTheQueriesOfBep5And44And51) {
    EXPECT_EQ(parse(krpc_ping()), KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("find_node", kTarget)), KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("get_peers", kHash)), KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("announce_peer", kHash + "4:porti6881e5:token8:aoeusnth")),
              KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("get", kTarget)), KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("put", "5:token2:ab1:v2:hi")), KrpcKind::query);
    EXPECT_EQ(parse(krpc_query("sample_infohashes", kTarget)), KrpcKind::query);
}

TEST(ParseKrpc, RejectsQueriesWithoutTheirArguments) {
    EXPECT_FALSE(parse(krpc_query("find_node", "")));
    EXPECT_FALSE(parse(krpc_query("get_peers", "9:info_hash4:abcd")));
    EXPECT_FALSE(parse(krpc_query("announce_peer", kHash + "4:porti6881e")));
    EXPECT_FALSE(parse(krpc_query("announce_peer", kHash + "4:porti70000e5:token1:a")));
    EXPECT_FALSE(parse(krpc_query("login", "")));
    EXPECT_FALSE(parse("d1:ad2:id4:abcde1:q4:ping1:t2:aa1:y1:qe"));
    EXPECT_FALSE(parse("d1:q4:ping1:t2:aa1:y1:qe"));
}

TEST(ParseKrpc, AcceptsRepliesThatTellTheAskersAddressFirst) {
    EXPECT_EQ(parse("d2:ip6:abcdef1:rd2:id" + kNodeId + "e1:t2:aa1:y1:re"), KrpcKind::reply);
    EXPECT_EQ(parse("d1:rd2:id" + kNodeId + "e2:ip6:abcdef1:t2:aa1:y1:re"), std::nullopt)
        << "keys out of order";
}

TEST(ParseKrpc, AcceptsErrorsAndReadOnlyNodes) {
    EXPECT_EQ(parse("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"), KrpcKind::error);
    EXPECT_FALSE(parse("d1:eli201ee1:t2:aa1:y1:ee"));
    EXPECT_FALSE(parse("d1:ele1:t2:aa1:y1:ee"));
    EXPECT_EQ(parse("d1:ad2:id" + kNodeId + "e1:q4:ping2:roi1e1:t2:aa1:y1:qe"), KrpcKind::query);
}

TEST(ParseKrpc, ChecksTheSizesOfNodesAndPeers) {
    const std::string node(26, 'n');
    EXPECT_EQ(parse(krpc_reply("5:nodes26:" + node)), KrpcKind::reply);
    EXPECT_EQ(parse(krpc_reply("5:nodes0:")), KrpcKind::reply);
    EXPECT_FALSE(parse(krpc_reply("5:nodes25:" + node.substr(1))));
    EXPECT_EQ(parse(krpc_reply("6:valuesl6:abcdef18:0123456789abcdefghe")), KrpcKind::reply);
    EXPECT_FALSE(parse(krpc_reply("6:valuesl5:abcdee")));
    EXPECT_FALSE(parse(krpc_reply("6:values6:abcdef")));
}

TEST(ParseKrpc, RejectsEveryTruncationAndAnythingBehind) {
    const std::string whole = krpc_query("get_peers", kHash);
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse(whole.substr(0, n))) << n;
    EXPECT_FALSE(parse(whole + "x"));
}

TEST(ParseKrpc, RejectsOtherBencodedMessages) {
    EXPECT_FALSE(parse("de"));
    EXPECT_FALSE(parse("le"));
    EXPECT_FALSE(parse("d8:completei1ee"));
    EXPECT_FALSE(parse("d1:t2:aa1:y1:xe"));
    EXPECT_FALSE(parse(std::string(10'000, 'd')));
}

}  // namespace
}  // namespace sluice
