// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/wire/krpc_messages.h"

namespace sluice {
namespace {

const std::string kTarget = "6:target" + kNodeId;
const std::string kHash = "9:info_hash" + kNodeId;

// What was said, or nothing. The views of the whole message end with it.
std::optional<MessageKind> kind_of(const std::string& text) {
    const auto bytes = text_bytes(text);
    const auto message = parse_krpc(bytes);
    return message ? std::optional(message->message) : std::nullopt;
}
bool accepted(const std::string& text) {
    return kind_of(text).has_value();
}

TEST(ParseKrpc, NamesEachQuery) {
    EXPECT_EQ(kind_of(krpc_ping()), MessageKind::ping_request);
    EXPECT_EQ(kind_of(krpc_query("find_node", kTarget)), MessageKind::find_node_request);
    EXPECT_EQ(kind_of(krpc_query("get_peers", kHash)), MessageKind::get_peer_list_request);
    EXPECT_EQ(kind_of(krpc_query("announce_peer", kHash + "4:porti6881e5:token8:aoeusnth")),
              MessageKind::announce_peer_request);
    EXPECT_EQ(kind_of(krpc_query("get", kTarget)), MessageKind::other_dht);
    EXPECT_EQ(kind_of(krpc_query("put", "5:token2:ab1:v2:hi")), MessageKind::other_dht);
    EXPECT_EQ(kind_of(krpc_query("sample_infohashes", kTarget)), MessageKind::other_dht);
}

TEST(ParseKrpc, NamesRepliesByWhatTheyCarry) {
    const std::string nodes = "5:nodes" + bencoded(std::string(26, 'n'));
    EXPECT_EQ(kind_of(krpc_reply("")), MessageKind::ping_response);
    EXPECT_EQ(kind_of(krpc_reply(nodes)), MessageKind::find_node_response);
    EXPECT_EQ(kind_of(krpc_reply(nodes + "5:token1:t")), MessageKind::get_peer_list_response);
    EXPECT_EQ(kind_of(krpc_reply("5:token1:t6:valuesl6:abcdefe")),
              MessageKind::get_peer_list_response);
    EXPECT_EQ(kind_of(krpc_reply(nodes + "7:samples0:")), MessageKind::other_dht);
    EXPECT_EQ(kind_of(krpc_reply(nodes + "5:token1:t1:v2:hi")), MessageKind::other_dht);
}

TEST(ParseKrpc, RejectsQueriesWithoutTheirArguments) {
    EXPECT_FALSE(accepted(krpc_query("find_node", "")));
    EXPECT_FALSE(accepted(krpc_query("get_peers", "9:info_hash4:abcd")));
    EXPECT_FALSE(accepted(krpc_query("announce_peer", kHash + "4:porti6881e")));
    EXPECT_FALSE(accepted(krpc_query("announce_peer", kHash + "4:porti70000e5:token1:a")));
    EXPECT_FALSE(accepted(krpc_query("announce_peer", kHash + "5:token1:a")));
    EXPECT_FALSE(accepted(krpc_query("login", "")));
    EXPECT_FALSE(accepted("d1:ad2:id4:abcde1:q4:ping1:t2:aa1:y1:qe"));
    EXPECT_FALSE(accepted("d1:q4:ping1:t2:aa1:y1:qe"));
    EXPECT_FALSE(accepted("d1:rd2:id" + kNodeId + "e1:q4:ping1:t2:aa1:y1:qe"));
}

TEST(ParseKrpc, AcceptsRepliesThatTellTheAskersAddressFirst) {
    const std::string rest = "1:rd2:id" + kNodeId + "e1:t2:aa1:y1:re";
    EXPECT_TRUE(accepted("d2:ip6:abcdef" + rest));
    EXPECT_TRUE(accepted("d2:ip18:0123456789abcdefgh" + rest));
    EXPECT_FALSE(accepted("d2:ip5:abcde" + rest));
    EXPECT_FALSE(accepted("d2:ipi1e" + rest));
    EXPECT_FALSE(accepted("d1:rd2:id" + kNodeId + "e2:ip6:abcdef1:t2:aa1:y1:re"))
        << "keys out of order";
}

TEST(ParseKrpc, AcceptsErrorsAndReadOnlyNodes) {
    EXPECT_EQ(kind_of("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"),
              MessageKind::error_response);
    EXPECT_EQ(kind_of("d1:eli203e2:noe2:ip6:abcdef1:t2:aa1:y1:ee"), MessageKind::error_response);
    EXPECT_FALSE(accepted("d1:eli201ee1:t2:aa1:y1:ee"));
    EXPECT_FALSE(accepted("d1:ele1:t2:aa1:y1:ee"));
    EXPECT_FALSE(accepted("d1:t2:aa1:y1:ee"));
    const auto read_only = text_bytes("d1:ad2:id" + kNodeId + "e1:q4:ping2:roi1e1:t2:aa1:y1:qe");
    ASSERT_TRUE(parse_krpc(read_only));
    EXPECT_TRUE(parse_krpc(read_only)->read_only);
    EXPECT_FALSE(parse_krpc(text_bytes(krpc_ping()))->read_only);
}

TEST(ParseKrpc, GivesThePeersAndNodesOfAReply) {
    const std::string peers =
        "6:\xc6\x12\x01\x05\x1a\xe1"
        "18:\x20\x01\x0d\xb8" +
        std::string(11, 'x') + "\x07\x1a\xe3";
    const auto reply = text_bytes(krpc_reply(
        "5:nodes" + bencoded(std::string(20, 'n') + "\xc6\x12\x01\x06\x1a\xe2") + "6:nodes6" +
        bencoded(std::string(20, 'n') + "\x20\x01\x0d\xb8" + std::string(12, 'y') + "\x1a\xe4") +
        "5:token1:t6:valuesl" + peers + "e"));
    const auto message = parse_krpc(reply);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, KrpcKind::reply);
    EXPECT_EQ(message->transaction, "aa");
    std::array<PeerAddress, 8> found;
    ASSERT_EQ(read_peers(message->peers, found), 2u);
    EXPECT_EQ(found[0].port, 6'881);
    EXPECT_EQ(found[1].port, 6'883);
    ASSERT_EQ(read_peers(message->nodes, found), 2u);
    EXPECT_EQ(found[0].address[15], 6);
    EXPECT_EQ(found[0].port, 6'882);
    EXPECT_EQ(found[1].port, 6'884);
}

TEST(ParseKrpc, GivesThePortThatIsAnnounced) {
    const auto port_of = [](const std::string& arguments) {
        const auto bytes = text_bytes(krpc_query("announce_peer", arguments));
        const auto message = parse_krpc(bytes);
        return message ? std::pair(message->announced_port, message->implied_port)
                       : std::pair(uint16_t{0xdead}, false);
    };
    EXPECT_EQ(port_of(kHash + "4:porti6881e5:token1:t"), std::pair(uint16_t{6'881}, false));
    EXPECT_EQ(port_of("12:implied_porti1e" + kHash + "4:porti6881e5:token1:t"),
              std::pair(uint16_t{6'881}, true));
    EXPECT_EQ(port_of("12:implied_porti1e" + kHash + "5:token1:t"), std::pair(uint16_t{0}, true));
    const auto other = text_bytes(krpc_query("get_peers", kHash + "4:porti6881e"));
    EXPECT_EQ(parse_krpc(other)->announced_port, 0);
}

TEST(ParseKrpc, ChecksTheSizesOfNodesAndPeers) {
    const std::string node(26, 'n');
    EXPECT_TRUE(accepted(krpc_reply("5:nodes26:" + node)));
    EXPECT_TRUE(accepted(krpc_reply("5:nodes0:")));
    EXPECT_FALSE(accepted(krpc_reply("5:nodes25:" + node.substr(1))));
    EXPECT_TRUE(accepted(krpc_reply("6:nodes638:" + std::string(38, 'n'))));
    EXPECT_FALSE(accepted(krpc_reply("6:nodes626:" + node)));
    EXPECT_TRUE(accepted(krpc_reply("6:valuesl6:abcdef18:0123456789abcdefghe")));
    EXPECT_FALSE(accepted(krpc_reply("6:valuesl5:abcdee")));
    EXPECT_FALSE(accepted(krpc_reply("6:values6:abcdef")));
    EXPECT_FALSE(accepted(krpc_reply("6:valuesl6:abcdefi1ee")));
}

// BEP 32, 33, 44, 51: what fits, and what is one off.
TEST(ParseKrpc, ChecksTheFieldsThatLaterBepsAdded) {
    const auto text = [](size_t size) { return bencoded(std::string(size, 'x')); };
    const auto get_peers = [](const std::string& more) {
        return krpc_query("get_peers", kHash + more);
    };
    EXPECT_TRUE(accepted(get_peers("6:noseedi1e6:scrapei1e4:wantl2:n42:n63:n46e")));
    EXPECT_FALSE(accepted(get_peers("6:scrape1:1")));
    EXPECT_FALSE(accepted(get_peers("4:wantli4ee")));
    EXPECT_TRUE(accepted(krpc_query("announce_peer", kHash + "4:porti1e4:seedi1e5:token1:t")));
    EXPECT_TRUE(accepted("d1:rd4:BFpe" + text(256) + "4:BFsd" + text(256) + "2:id" + kNodeId +
                         "e1:t2:aa1:y1:re"));
    EXPECT_FALSE(accepted("d1:rd4:BFpe" + text(255) + "2:id" + kNodeId + "e1:t2:aa1:y1:re"));

    const auto put = [&](size_t key, size_t salt, size_t signature, size_t value) {
        return krpc_query("put", "1:k" + text(key) + "4:salt" + text(salt) + "3:seqi4e3:sig" +
                                     text(signature) + "5:token1:t1:v" + text(value));
    };
    EXPECT_TRUE(accepted(put(32, 64, 64, 996)));
    EXPECT_FALSE(accepted(put(31, 64, 64, 996)));
    EXPECT_FALSE(accepted(put(32, 65, 64, 996)));
    EXPECT_FALSE(accepted(put(32, 64, 63, 996)));
    EXPECT_FALSE(accepted(put(32, 64, 64, 997)));
    EXPECT_FALSE(accepted(krpc_query("put", "1:k" + text(32) + "5:token1:t1:v1:x"))) << "unsigned";
    EXPECT_TRUE(accepted("d1:ad3:casi1e2:id" + kNodeId + "1:k" + text(32) + "3:seqi2e3:sig" +
                         text(64) + "5:token1:t1:vd1:ai1eee1:q3:put1:t2:aa1:y1:qe"));
    EXPECT_TRUE(accepted(krpc_query("get", "3:seqi7e" + kTarget)));
    EXPECT_FALSE(accepted(krpc_query("get", "3:seq1:7" + kTarget)));

    EXPECT_TRUE(accepted(krpc_reply("8:intervali60e5:nodes0:3:numi9e7:samples" + text(40))));
    EXPECT_FALSE(accepted(krpc_reply("7:samples" + text(41))));
    EXPECT_FALSE(accepted(krpc_reply("8:interval2:605:nodes0:7:samples" + text(40))));
}

TEST(ParseKrpc, RejectsEveryTruncationAndAnythingBehind) {
    const std::vector<std::string> messages = {
        krpc_query("get_peers", kHash + "4:wantl2:n4e"),
        "d2:ip6:abcdef" +
            krpc_reply("5:nodes26:" + std::string(26, 'n') + "5:token1:t6:valuesl6:abcdefe")
                .substr(1),
        "d1:eli201e2:noe1:t2:aa1:y1:ee"};
    for (const std::string& whole : messages) {
        EXPECT_TRUE(accepted(whole));
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(accepted(whole.substr(0, n))) << n;
        EXPECT_FALSE(accepted(whole + "x"));
    }
}

// Each length one too long, and one too short.
TEST(ParseKrpc, RejectsAMessageThatLiesAboutALength) {
    const std::string whole = krpc_reply("5:nodes26:" + std::string(26, 'n') + "5:token3:tok");
    for (size_t i = 0; i + 1 < whole.size(); ++i) {
        if (whole[i + 1] != ':' || whole[i] < '1' || whole[i] > '8')
            continue;
        for (const int by : {-1, 1}) {
            std::string lying = whole;
            lying[i] = static_cast<char>(lying[i] + by);
            EXPECT_FALSE(accepted(lying)) << lying;
        }
    }
}

TEST(ParseKrpc, RejectsOtherBencodedMessages) {
    EXPECT_FALSE(accepted("de"));
    EXPECT_FALSE(accepted("le"));
    EXPECT_FALSE(accepted("d8:completei1ee"));
    EXPECT_FALSE(accepted("d1:t2:aa1:y1:xe"));
    EXPECT_FALSE(accepted("d1:ad2:id" + kNodeId + "e1:q4:ping1:t0:1:y1:qe"));
    EXPECT_FALSE(accepted(std::string(10'000, 'd')));
    EXPECT_FALSE(accepted(""));
}

}  // namespace
}  // namespace sluice
