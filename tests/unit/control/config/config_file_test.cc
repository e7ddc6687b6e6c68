// SPDX-License-Identifier: Apache-2.0
#include "control/config/config_file.h"

#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

TEST(ConfigFile, WhatIsLeftOutHasADefault) {
    const auto parsed = box_file("");
    ASSERT_TRUE(parsed.config);
    EXPECT_EQ(parsed.config->socket, "/run/sluice/sluiced.sock");
    EXPECT_EQ(parsed.config->metrics_address, "127.0.0.1:9464");
    EXPECT_EQ(parsed.config->store, "/var/lib/sluice/sluice.db");
    EXPECT_EQ(parsed.config->dataplane.worker_nice, -10);
    EXPECT_EQ(parsed.config->dataplane.memory.flows, 1'048'576u);
    EXPECT_TRUE(parsed.config->policy.rules.empty());
}

TEST(ConfigFile, EverythingThatIsWrittenIsRead) {
    const auto parsed = box_file(
        "workers: { cores: [1, 2], idle_sleep: 200us, idle_after: 1ms, nice: -20, "
        "skip_inspection: false }\n"
        "memory: { flows: 4096, subscribers: 2000, undecided_flows: 100, walked_flows: 101, "
        "held_segments: 102, "
        "kept_beginnings: 106,\n"
        "          learnt_endpoints: 105, police_buckets: 103, fragments: 104,\n"
        "          connection_caps: 107, counted_strangers: 108,\n"
        "          packet_buffers: 8192 }\n"
        "control: { socket: /tmp/s.sock }\n"
        "metrics: { address: \"[::1]:9000\" }\n"
        "store: { path: /tmp/s.db }\n"
        "locality: { file: /tmp/l.csv }\n"
        "rules:\n"
        "  - { name: a, match: { label: bittorrent }, action: { drop: true } }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const DataplaneConfiguration& dataplane = parsed.config->dataplane;
    EXPECT_EQ(dataplane.worker_cores, (std::vector<unsigned>{1, 2}));
    EXPECT_EQ(dataplane.idle_sleep_us, 200u);
    EXPECT_EQ(dataplane.idle_after_us, 1000u);
    EXPECT_FALSE(dataplane.skip_inspection);
    EXPECT_EQ(dataplane.worker_nice, -20);
    EXPECT_EQ(dataplane.memory.flows, 4096u);
    EXPECT_EQ(dataplane.memory.subscribers, 2'000u);
    EXPECT_EQ(dataplane.memory.undecided_flows, 100u);
    EXPECT_EQ(dataplane.memory.walked_flows, 101u);
    EXPECT_EQ(dataplane.memory.kept_beginnings, 106u);
    EXPECT_EQ(dataplane.memory.held_segments, 102u);
    EXPECT_EQ(dataplane.memory.learnt_endpoints, 105u);
    EXPECT_EQ(dataplane.memory.police_buckets, 103u);
    EXPECT_EQ(dataplane.memory.fragments, 104u);
    EXPECT_EQ(dataplane.memory.connection_caps, 107u);
    EXPECT_EQ(dataplane.memory.counted_strangers, 108u);
    EXPECT_EQ(dataplane.memory.packet_buffers, 8192u);
    EXPECT_EQ(parsed.config->socket, "/tmp/s.sock");
    EXPECT_EQ(parsed.config->metrics_address, "[::1]:9000");
    EXPECT_EQ(parsed.config->store, "/tmp/s.db");
    EXPECT_EQ(parsed.config->locality_file, "/tmp/l.csv");
    EXPECT_EQ(parsed.config->policy.rules.size(), 1u);
}

TEST(ConfigFile, MoreSubscribersThanCanBeNumberedAreRefused) {
    EXPECT_TRUE(box_file("memory: { subscribers: 16777214 }\n").config);
    const auto parsed = box_file("memory: { subscribers: 16777215 }\n");
    ASSERT_EQ(parsed.complaints.size(), 1u);
    EXPECT_EQ(parsed.complaints.front().field, "memory.subscribers");
}

TEST(ConfigFile, MetricsCanBeTurnedOff) {
    EXPECT_EQ(box_file("metrics: { address: none }\n").config->metrics_address, "");
}

TEST(ConfigFile, AnEmptyFileLacksLinks) {
    const auto parsed = parse_config_file("", "box.yaml");
    ASSERT_EQ(parsed.complaints.size(), 1u);
    EXPECT_NE(parsed.complaints[0].to_string().find("'links' is missing"), std::string::npos);
}

TEST(ConfigFile, WhatIsNoYamlIsToldOnce) {
    const auto parsed = parse_config_file("links: [", "box.yaml");
    ASSERT_EQ(parsed.complaints.size(), 1u);
    EXPECT_EQ(parsed.complaints[0].to_string().find("box.yaml:1: is not YAML"), 0u);
}

TEST(ConfigFile, WhatIsNotUtf8IsRefusedWithItsLine) {
    EXPECT_EQ(complaints("# caf\xe9\n"), "box.yaml:4: is not UTF-8; save it as such\n");
}

TEST(ConfigFile, AListIsNoConfigFile) {
    const auto parsed = parse_config_file("- links", "box.yaml");
    ASSERT_EQ(parsed.complaints.size(), 1u);
    EXPECT_EQ(parsed.complaints[0].to_string(), "box.yaml:1: expected a mapping, found a list");
}

TEST(ConfigFile, AnUnknownKeyIsRefusedWithItsLikelyName) {
    EXPECT_EQ(complaints("worker: {}\n"),
              "box.yaml:4: unknown key 'worker'; did you mean 'workers'?\n");
    EXPECT_EQ(complaints("workers: { cors: [1] }\n"),
              "box.yaml:4: workers: unknown key 'cors'; did you mean 'cores'?\n");
}

TEST(ConfigFile, MistakesOfPolicyAndBoxAreToldTogetherByLine) {
    EXPECT_EQ(complaints("rules:\n"
                         "  - { name: a, action: { drop: true } }\n"
                         "workers: { nice: 20 }\n"),
              "box.yaml:5: rules[0]: 'match' is missing\n"
              "box.yaml:6: workers.nice: must be a whole number from -20 (first) to 19 (last)\n");
}

TEST(ConfigFile, SitesAreOnTheLinksOfTheFile) {
    EXPECT_EQ(complaints("sites:\n"
                         "  olt-1: { capacity: { up: 1gbps, down: 1gbps }, link: pop1 }\n"
                         "  olt-2: { capacity: { up: 1gbps, down: 1gbps } }\n"),
              "");
    EXPECT_EQ(complaints("sites:\n"
                         "  olt-1: { capacity: { up: 1gbps, down: 1gbps }, link: pop2 }\n"),
              "box.yaml: sites.olt-1.link: there is no link 'pop2'; did you mean 'pop1'?\n");
}

TEST(ConfigFile, ACoreCanHaveOneWorker) {
    EXPECT_EQ(complaints("workers: { cores: [1, 2, 1] }\n"),
              "box.yaml:4: workers.cores[2]: core 1 is listed twice\n");
    EXPECT_EQ(complaints("workers: { cores: [one] }\n"),
              "box.yaml:4: workers.cores[0]: 'one' is no whole number from 0 to 1023\n");
}

TEST(ConfigFile, AnIdleSleepIsWholeMicroseconds) {
    EXPECT_EQ(complaints("workers: { idle_sleep: 1500ns }\n"),
              "box.yaml:4: workers.idle_sleep: must be whole microseconds, at most 1s\n");
    EXPECT_EQ(complaints("workers: { idle_after: 2s }\n"),
              "box.yaml:4: workers.idle_after: must be whole microseconds, at most 1s\n");
}

TEST(ConfigFile, FlowsAreShuntedWhenAnOperatorWantsItAndNeverUnlessHeSaysSo) {
    EXPECT_EQ(box_file("").config->dataplane.shunt, ShuntWhen::never);
    EXPECT_EQ(box_file("workers: { shunt: overload }\n").config->dataplane.shunt,
              ShuntWhen::overload);
    const auto parsed = box_file("workers: { shunt: always }\nmemory: { shunted_flows: 128 }\n");
    EXPECT_EQ(parsed.config->dataplane.shunt, ShuntWhen::always);
    EXPECT_EQ(parsed.config->dataplane.memory.shunted_flows, 128u);
}

TEST(ConfigFile, ShuntingTakesPortsWithAProgramOfOurs) {
    const auto parsed = parse_config_file(
        "links:\n"
        "  - name: pop1\n"
        "    pairs: [{ access: { device: net_null0 }, core: { interface: eth3 } }]\n"
        "workers: { shunt: always }\n",
        "box.yaml");
    ASSERT_EQ(parsed.complaints.size(), 1u);
    EXPECT_EQ(parsed.complaints.front().to_string(),
              "box.yaml:4: workers.shunt: takes a link with a pair of kernel interfaces "
              "(interface:), whose XDP programs forward past the workers");
}

TEST(ConfigFile, AMemorySizeIsBounded) {
    EXPECT_EQ(complaints("memory: { flows: 10 }\n"),
              "box.yaml:4: memory.flows: '10' is no whole number from 1024 to 268435456\n");
}

TEST(ConfigFile, NoPacketBuffersMeansAsManyAsTheQueuesNeed) {
    const auto parsed = box_file("memory: { packet_buffers: 0 }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_EQ(parsed.config->dataplane.memory.packet_buffers, 0u);
}

TEST(ConfigFile, AMetricsAddressIsNumericWithAPort) {
    for (const std::string wrong :
         {"localhost:9464", "9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "::1:9464"})
        EXPECT_EQ(complaints("metrics: { address: \"" + wrong + "\" }\n"),
                  "box.yaml:4: metrics.address: '" + wrong +
                      "' is no address to listen on; write 127.0.0.1:9464, [::1]:9464 or none\n");
}

TEST(ConfigFile, ASocketPathFitsIntoAnAddress) {
    EXPECT_EQ(complaints("control: { socket: /" + std::string(107, 'a') + " }\n"),
              "box.yaml:4: control.socket: is longer than the 107 bytes that a socket's path may "
              "have\n");
}

TEST(ConfigFile, AnEmptyPathIsNoPlaceForTheStore) {
    EXPECT_EQ(complaints("store: { path: \"\" }\n"), "box.yaml:4: store.path: is empty\n");
}

TEST(ConfigFile, LocalityNeedsAFileAndNothingElse) {
    EXPECT_EQ(complaints("locality: {}\n"), "box.yaml:4: locality: 'file' is missing\n");
    EXPECT_EQ(complaints("locality: { file: \"\" }\n"), "box.yaml:4: locality.file: is empty\n");
    EXPECT_EQ(complaints("locality: { file: [a, b] }\n"),
              "box.yaml:4: locality.file: expected a single value, found a list\n");
    EXPECT_EQ(complaints("locality: { file: /l.csv, local: [198.18.0.0/15] }\n"),
              "box.yaml:4: locality: unknown key 'local'; known are file\n");
}

TEST(ConfigFile, APolicyThatLeansOnTheBoxIsRefused) {
    EXPECT_EQ(complaints("store: { path: &p /tmp/s.db }\n"
                         "rules:\n"
                         "  - { name: *p, match: {}, action: { drop: true } }\n"),
              "box.yaml: each top-level key must begin a line of its own, and the policy (tiers, "
              "subscribers, never_touch, rules) may use no anchor from outside it\n");
}

}  // namespace
}  // namespace sluice
