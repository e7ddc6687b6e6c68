// SPDX-License-Identifier: Apache-2.0
#include "oracle/oracle_config.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const std::string kLeast =
    "listen: [\"192.0.2.1:443\"]\n"
    "tls: { certificate: /c.pem, key: /k.pem }\n"
    "topology: /t.yaml\n";

// Everything that is wrong with it, a line each.
std::string complaints(const std::string& text) {
    std::string all;
    for (const Complaint& complaint : parse_oracle_config(text, "oracle.yaml").complaints)
        all += complaint.to_string() + "\n";
    return all;
}

TEST(OracleConfig, WhatIsLeftOutHasADefault) {
    const auto parsed = parse_oracle_config(kLeast, "oracle.yaml");
    ASSERT_TRUE(parsed.config) << complaints(kLeast);
    const OracleConfig& config = *parsed.config;
    EXPECT_EQ(config.tls->certificate, "/c.pem");
    EXPECT_EQ(config.topology, "/t.yaml");
    EXPECT_EQ(config.threads, 2u);
    EXPECT_TRUE(config.alto.with_ranking);
    EXPECT_EQ(config.alto.max_age_s, 60u);
    EXPECT_EQ(config.limits.connections, 1'024u);
    EXPECT_TRUE(config.limits.allowed.empty());
    EXPECT_FALSE(config.metrics);
    EXPECT_FALSE(config.accounts);
    EXPECT_FALSE(config.alto.with_accounts);
}

TEST(OracleConfig, ATokenIsWrittenAsItsDigest) {
    const std::string all = complaints(kLeast + "accounts: { tokens: [secret] }\n");
    EXPECT_NE(all.find("'socket' is missing"), std::string::npos) << all;
    EXPECT_NE(all.find("oracle.yaml:4: accounts.tokens[0]: is no SHA-256 of a token"),
              std::string::npos)
        << all;
}

TEST(OracleConfig, EverythingThatIsWrittenIsRead) {
    const std::string text =
        kLeast +
        "listen_plain: [\"127.0.0.1:8080\", \"[::1]:8080\"]\n"
        "metrics: { address: \"127.0.0.1:9466\" }\n"
        "threads: 4\n"
        "ranking: false\n"
        "rank_udp: { listen: [\"192.0.2.1:6970\"], threads: 3, requests_per_second: 7,\n"
        "            keys: [{ id: 1, file: /1.key }, { id: 4294967295, file: /2.key }] }\n"
        "api: /run/oracle.sock\n"
        "max_age: 2m\n"
        "allowed: [192.0.2.0/24]\n"
        "not_counted: [192.0.2.7, \"2001:db8::/64\"]\n"
        "accounts: { socket: /s.sock, tokens: [" +
        std::string(64, 'a') +
        "] }\n"
        "limits: { connections: 10, requests_per_second_in_all: 9, body: 2KiB,\n"
        "          endpoints: 5, pairs: 6, read: 200ms, update_streams: 7 }\n";
    const auto parsed = parse_oracle_config(text, "oracle.yaml");
    ASSERT_TRUE(parsed.config) << complaints(text);
    const OracleConfig& config = *parsed.config;
    EXPECT_EQ(config.listen_plain.size(), 2u);
    EXPECT_EQ(config.metrics->port, 9466);
    EXPECT_EQ(config.threads, 4u);
    EXPECT_FALSE(config.alto.with_ranking);
    EXPECT_EQ(config.rank_udp.listen.at(0).port, 6'970);
    EXPECT_EQ(config.rank_udp.threads, 3u);
    EXPECT_EQ(config.rank_udp.requests_per_second, 7u);
    EXPECT_EQ(config.rank_udp.keys.at(1).id, 4'294'967'295u);
    EXPECT_EQ(config.rank_udp.keys.at(0).file, "/1.key");
    EXPECT_EQ(config.api, "/run/oracle.sock");
    EXPECT_EQ(config.alto.max_age_s, 120u);
    EXPECT_EQ(config.limits.allowed.size(), 1u);
    EXPECT_EQ(config.limits.not_counted.size(), 2u);
    EXPECT_EQ(config.limits.connections, 10u);
    EXPECT_EQ(config.limits.requests_per_second_in_all, 9u);
    EXPECT_EQ(config.limits.body_bytes, 2'048u);
    EXPECT_EQ(config.alto.limits.streams, 7u);
    ASSERT_TRUE(config.accounts);
    EXPECT_EQ(config.accounts->socket, "/s.sock");
    EXPECT_EQ(config.accounts->tokens.size(), 1u);
    EXPECT_TRUE(config.alto.with_accounts);
    EXPECT_EQ(config.alto.limits.endpoints, 5u);
    EXPECT_EQ(config.alto.limits.pairs, 6u);
    EXPECT_EQ(config.limits.read_ns, 200'000'000u);
}

TEST(OracleConfig, PlainHttpIsThisHostsAloneUnlessItIsSaid) {
    const std::string beyond = "topology: /t.yaml\nlisten_plain: [\"192.0.2.1:80\"]\n";
    EXPECT_EQ(complaints(beyond),
              "oracle.yaml:2: listen_plain: 192.0.2.1:80 is not this host's alone; listen for "
              "HTTPS there, or say plain_beyond_this_host: true\n");
    EXPECT_EQ(complaints(beyond + "plain_beyond_this_host: true\n"), "");
    EXPECT_EQ(complaints("topology: /t.yaml\nlisten_plain: [\"[::1]:80\"]\n"), "");
}

TEST(OracleConfig, EachMistakeNamesLineAndField) {
    EXPECT_EQ(complaints("listen: [\"192.0.2.1:443\"]\ntopology: /t.yaml\n"),
              "oracle.yaml:1: listen: needs tls: { certificate: FILE, key: FILE }\n");
    EXPECT_NE(complaints("topology: /t.yaml\n").find("needs an address to listen on"),
              std::string::npos);
    EXPECT_NE(complaints("listen_plain: [\"127.0.0.1:1\"]\n").find("'topology' is missing"),
              std::string::npos);
    const std::pair<const char*, const char*> mistakes[] = {
        {"listn: 1\n", "oracle.yaml:4: unknown"},
        {"threads: 0\n", "oracle.yaml:4: threads: "},
        {"max_age: 1500ms\n", "oracle.yaml:4: max_age: must be whole seconds, at most 24h"},
        {"allowed: [192.0.2.1/24]\n", "oracle.yaml:4: allowed[0]: "},
        {"limits: { body: 17MiB }\n", "oracle.yaml:4: limits.body: must be from 1B to 16MiB"},
        {"limits: { endpoints: 10001 }\n", "oracle.yaml:4: limits.endpoints: "},
        {"rank_udp: { threads: 2 }\n", "oracle.yaml:4: rank_udp: "},
        {"rank_udp: { listen: [localhost] }\n",
         "oracle.yaml:4: rank_udp.listen[0]: 'localhost' is no address to listen on"},
        {"rank_udp: { listen: [\"192.0.2.1:1\"], keys: [{ id: 0, file: /k }] }\n",
         "oracle.yaml:4: rank_udp.keys[0].id: "},
        {"rank_udp: { listen: [\"192.0.2.1:1\"], keys: [{ id: 1, file: /k }, { id: 1, file: /l }] "
         "}\n",
         "oracle.yaml:4: rank_udp.keys[1].id: is another key's, too"},
        {"metrics: { address: localhost }\n",
         "oracle.yaml:4: metrics.address: 'localhost' is no address to listen on"},
    };
    for (const auto& [line, said] : mistakes)
        EXPECT_EQ(complaints(kLeast + line).substr(0, std::string(said).size()), said) << line;
}

TEST(OracleConfig, EveryBeginningOfAFileIsReadOrComplainedAbout) {
    const std::string whole = kLeast + "limits: { connections: 10 }\n";
    for (size_t length = 0; length <= whole.size(); ++length) {
        const auto parsed = parse_oracle_config(std::string(whole, 0, length), "oracle.yaml");
        EXPECT_NE(parsed.config.has_value(), !parsed.complaints.empty()) << length;
    }
}

}  // namespace
}  // namespace sluice
