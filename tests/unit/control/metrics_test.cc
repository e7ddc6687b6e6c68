// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"

#include <set>

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "tests/unit/control/fake_dataplane.h"

namespace sluice {
namespace {

class MetricsTest : public testing::Test {
 protected:
    std::string scrape() const { return prometheus::TextSerializer().Serialize(collect()); }

    std::vector<prometheus::MetricFamily> collect() const {
        return Metrics(fake_.view, [this] { return policy_; }, registry_, {}).Collect();
    }

    bool says(const std::string& line) const {
        return ("\n" + scrape()).find("\n" + line + "\n") != std::string::npos;
    }

    FakeDataplane fake_;
    Subscribers live_;
    SubscriberRegistry registry_{live_};
    std::shared_ptr<const Snapshot> policy_ = Snapshot::compile({}, 7, 1, live_.names());
};

TEST_F(MetricsTest, WorkersAreAddedUp) {
    fake_.counters[0]->received_packets[0].set(3);
    fake_.counters[1]->received_packets[0].set(4);
    fake_.counters[1]->received_bytes[1].set(1'500);
    EXPECT_TRUE(says("sluice_received_packets_total{direction=\"up\"} 7"));
    EXPECT_TRUE(says("sluice_received_bytes_total{direction=\"down\"} 1500"));
}

TEST_F(MetricsTest, DropsAndOddPacketsHaveTheirCause) {
    fake_.counters[0]->dropped_packets[static_cast<size_t>(DropReason::police)].set(5);
    fake_.counters[0]->odd_packets[static_cast<size_t>(Oddity::truncated)].set(6);
    EXPECT_TRUE(says("sluice_dropped_packets_total{reason=\"police\"} 5"));
    EXPECT_TRUE(says("sluice_odd_packets_total{kind=\"truncated\"} 6"));
}

TEST_F(MetricsTest, LabelsAndMessagesAreByNameAndDirection) {
    const auto peer = static_cast<size_t>(Label::bittorrent_peer);
    fake_.counters[0]->locality_ip_bytes[0][peer][0].set(7'000);
    fake_.counters[1]->locality_ip_bytes[3][peer][0].set(2'000);
    fake_.counters[1]->label_flows[peer].set(2);
    fake_.classifiers[1]->messages[1][static_cast<size_t>(MessageKind::piece)].set(8);
    EXPECT_TRUE(
        says("sluice_label_ip_bytes_total{label=\"bittorrent.peer\",direction=\"up\"} 9000"));
    EXPECT_TRUE(says("sluice_label_flows{label=\"bittorrent.peer\"} 2"));
    EXPECT_TRUE(says("sluice_p2p_messages_total{type=\"piece\",direction=\"down\"} 8"));
}

TEST_F(MetricsTest, CongestionOfOthersIsByTheRootOfTheLabel) {
    const auto of = [](EcnSign sign) { return static_cast<size_t>(sign); };
    const auto peer = static_cast<size_t>(Label::bittorrent_peer);
    const auto utp = static_cast<size_t>(Label::bittorrent_utp);
    fake_.counters[0]->ecn_packets[of(EcnSign::ce)][peer][1].set(3);
    fake_.counters[1]->ecn_packets[of(EcnSign::ce)][utp][1].set(4);
    fake_.counters[1]->ecn_packets[of(EcnSign::ece)][utp][0].set(5);
    EXPECT_TRUE(
        says("sluice_ecn_arrived_packets_total{codepoint=\"ce\",label=\"bittorrent\","
             "direction=\"down\"} 7"));
    EXPECT_TRUE(
        says("sluice_ecn_tcp_packets_total{flag=\"ece\",label=\"bittorrent\","
             "direction=\"up\"} 5"));
    EXPECT_TRUE(
        says("sluice_ecn_tcp_packets_total{flag=\"cwr\",label=\"tls\","
             "direction=\"up\"} 0"));
    EXPECT_EQ(scrape().find("label=\"bittorrent.utp\",direction=\"down\"} 4"), std::string::npos);
}

TEST_F(MetricsTest, EndedPeerFlowsAreByTheSubscribersRole) {
    fake_.counters[0]->peer_flows_ended[static_cast<size_t>(PeerRole::leech)].set(3);
    fake_.counters[1]->peer_flows_ended[static_cast<size_t>(PeerRole::leech)].set(4);
    EXPECT_TRUE(says("sluice_peer_flows_ended_total{role=\"leech\"} 7"));
    EXPECT_TRUE(says("sluice_peer_flows_ended_total{role=\"superseeder\"} 0"));
}

TEST_F(MetricsTest, TheActivePolicyIsNamed) {
    EXPECT_TRUE(says("sluice_policy_revision 7"));
    policy_ = Snapshot::compile({}, 8, 2, live_.names());
    EXPECT_TRUE(says("sluice_policy_revision 8"));
    EXPECT_TRUE(says("sluice_policy_rules 0"));
}

TEST_F(MetricsTest, AWorkersLoadIsTwoCounters) {
    fake_.counters[1]->busy_ns.set(1'000'000'000);
    EXPECT_TRUE(says("sluice_worker_busy_seconds_total{worker=\"1\",core=\"2\"} 1"));
    EXPECT_TRUE(says("sluice_worker_running_seconds_total{worker=\"1\",core=\"2\"} 4"));
}

TEST_F(MetricsTest, PoolsSayWhatIsUsedAndWhatThereIs) {
    fake_.classifiers[0]->held_exhausted.set(1);
    fake_.classifiers[0]->beginnings_exhausted.set(2);
    fake_.classifiers[1]->undecided_displaced.set(3);
    EXPECT_TRUE(says("sluice_inspection_states{pool=\"undecided\"} 10"));
    EXPECT_TRUE(says("sluice_inspection_states_capacity{pool=\"undecided\"} 40"));
    EXPECT_TRUE(says("sluice_inspection_exhausted_total{pool=\"beginning\"} 2"));
    EXPECT_TRUE(says("sluice_inspection_exhausted_total{pool=\"held_segment\"} 1"));
    EXPECT_TRUE(says("sluice_inspection_displaced_flows_total 3"));
    EXPECT_TRUE(says("sluice_police_buckets_capacity 100"));
    EXPECT_TRUE(says("sluice_connection_caps_capacity 120"));
    EXPECT_TRUE(says("sluice_counted_strangers_capacity 140"));
    EXPECT_TRUE(says("sluice_packet_buffers{pool=\"socket0\"} 10"));
    EXPECT_TRUE(says("sluice_worker_flows_capacity{worker=\"0\",core=\"1\"} 1000"));
}

TEST_F(MetricsTest, CapsAndLimitsSayWhomTheyHeldBackAndWhomTheyHadNoRoomFor) {
    fake_.counters[0]->flows_beyond_limit.set(1);
    fake_.counters[1]->flows_beyond_limit.set(2);
    fake_.counters[0]->flows_beyond_limit_in_shadow.set(4);
    fake_.counters[0]->connection_caps.set(5);
    fake_.counters[1]->connection_caps_exhausted.set(6);
    fake_.counters[1]->counted_strangers.set(7);
    fake_.counters[0]->counted_strangers_exhausted.set(8);
    EXPECT_TRUE(says("sluice_flows_beyond_limit_total 3"));
    EXPECT_TRUE(says("sluice_flows_beyond_limit_in_shadow_total 4"));
    EXPECT_TRUE(says("sluice_connection_caps 5"));
    EXPECT_TRUE(says("sluice_connection_caps_exhausted_total 6"));
    EXPECT_TRUE(says("sluice_counted_strangers 7"));
    EXPECT_TRUE(says("sluice_counted_strangers_exhausted_total 8"));
}

TEST_F(MetricsTest, LearntEndpointsAreByWorkerAndBySource) {
    const auto of = [](EndpointSource source) { return static_cast<size_t>(source); };
    fake_.endpoints[1]->in_use.set(12);
    fake_.endpoints[0]->learnt[of(EndpointSource::tracker)].set(3);
    fake_.endpoints[1]->learnt[of(EndpointSource::tracker)].set(4);
    fake_.endpoints[0]->evicted.set(5);
    fake_.endpoints[0]->refused.set(6);
    fake_.endpoints[0]->news_dropped.set(7);
    fake_.counters[1]->endpoint_news_dropped.set(8);
    EXPECT_TRUE(says("sluice_learnt_endpoints{worker=\"1\",core=\"2\"} 12"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_capacity{worker=\"1\",core=\"2\"} 30"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_total{source=\"tracker\"} 7"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_total{source=\"confirmed\"} 0"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_evicted_total 5"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_refused_total 6"));
    EXPECT_TRUE(says("sluice_learnt_endpoints_news_dropped_total 15"));
}

TEST_F(MetricsTest, LinksHaveWhatTheyCarryAndHold) {
    fake_.links[0][0].passed[1].set(1'000);
    fake_.links[1][0].passed[1].set(200);
    EXPECT_TRUE(says("sluice_link_ip_bytes_total{link=\"pop1\",direction=\"down\"} 1200"));
    EXPECT_TRUE(says("sluice_link_capacity_bps{link=\"pop1\",direction=\"up\"} 1000"));
}

TEST_F(MetricsTest, PortsHaveTheirCountersAndXstats) {
    EXPECT_TRUE(
        says("sluice_port_missed_packets_total{link=\"pop1\",port=\"eth2\",side=\"access\"} 3"));
    EXPECT_TRUE(says("sluice_port_up{link=\"pop1\",port=\"eth3\",side=\"core\"} 0"));
    EXPECT_TRUE(says("sluice_port_xstat{port=\"eth2\",name=\"rx_crc_errors\"} 4"));
}

TEST_F(MetricsTest, CountersEndInTotalAndNothingElseDoes) {
    std::set<std::string> names;
    for (const auto& family : collect()) {
        EXPECT_EQ(family.name.rfind("sluice_", 0), 0u) << family.name;
        EXPECT_EQ(family.name.ends_with("_total"), family.type == prometheus::MetricType::Counter)
            << family.name;
        EXPECT_FALSE(family.help.empty()) << family.name;
        EXPECT_TRUE(names.insert(family.name).second) << family.name << " is there twice";
    }
}

}  // namespace
}  // namespace sluice
