// SPDX-License-Identifier: Apache-2.0
// What each subscriber used, to the byte, whatever happens to its flows on the way.
#include <map>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint64_t kUdpHeaders = 28;  // IPv4 and UDP
constexpr const char* kHome = "subscribers: [ { id: home, addresses: [198.18.0.1] } ]\n";

Subscriber subscriber(const std::string& id, const char* address) {
    return {.id = id,
            .tier = {},
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}}};
}

// "up unknown standard", less what queues dropped of it, "up unknown standard queue_dropped" or
// "down unknown drop-it over_rate" to what it came to.
struct Sum {
    uint64_t packets = 0;
    uint64_t bytes = 0;
    friend bool operator==(const Sum&, const Sum&) = default;
};
std::ostream& operator<<(std::ostream& out, const Sum& sum) {
    return out << sum.packets << " packets of " << sum.bytes << " bytes";
}
using Sums = std::map<std::string, Sum>;

class UsageTest : public BoxTest {
 protected:
    // Adds what was not taken yet to all that was, by subscriber.
    std::map<std::string, Sums>& take(VirtualBox& wire) {
        for (const UsageRow& row : wire.take_usage()) {
            std::string kind = row.direction == Direction::up ? "up " : "down ";
            kind += name(row.label);
            Sums& used = used_[wire.subscribers().id_of(row.record)];
            if (row.is_of_rule())
                kind += " " + wire.rule_name(row.snapshot, row.rule);
            else
                kind += " " + std::string(name(row.service_class));
            const UsageChange left = change_of_left(row);
            if (left.packets != 0) {
                used[kind].packets += static_cast<uint64_t>(left.packets);
                used[kind].bytes += static_cast<uint64_t>(left.bytes);
            }
            if (row.kind == UsageKind::left)
                continue;
            Sum& sum = used[kind + " " + std::string(name(row.kind))];
            sum.packets += row.packets;
            sum.bytes += row.bytes;
        }
        return used_;
    }
    Sums& of(VirtualBox& wire, const std::string& id) { return take(wire)[id]; }

 private:
    std::map<std::string, Sums> used_;
};

TEST_F(UsageTest, CountsIpBytesOfWhatLeftByDirection) {
    VirtualBox& wire = box(kHome);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    for (int i = 0; i < 3; ++i)
        wire.up(talk.udp_up("12345"));
    wire.down(talk.udp_down("1234567"));
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown standard", {3, 3 * (kUdpHeaders + 5)}},
                                      {"down unknown standard", {1, kUdpHeaders + 7}}}));
}

TEST_F(UsageTest, TakesEachPacketOnce) {
    VirtualBox& wire = box(kHome);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    for (uint64_t i = 1; i <= 10; ++i) {
        wire.up(talk.udp_up("q"));
        const Sum expected{i, i * (kUdpHeaders + 1)};
        EXPECT_EQ(of(wire, "home")["up unknown standard"], expected);
    }
    EXPECT_TRUE(wire.take_usage().empty()) << "nothing came since";
}

TEST_F(UsageTest, KeepsWhatWasCountedBeforeTheLabelWasKnown) {
    VirtualBox& wire = box(kHome);
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 6'881);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up());
    wire.up(talk.up(handshake()));
    wire.down(talk.down(handshake()));
    wire.up(talk.up("more"));
    Sums& used = of(wire, "home");
    const Sum before = used["up unknown standard"];
    const Sum after = used["up bittorrent standard"];
    EXPECT_EQ(before.packets, 2u) << "SYN and ACK came before anybody could know";
    EXPECT_EQ(after.packets, 2u);
    EXPECT_EQ(before.bytes + after.bytes, 4 * 40 + handshake().size() + 4);
    EXPECT_EQ(used.count("up bittorrent.peer standard"), 0u) << "by the branch's root";
}

TEST_F(UsageTest, CountsADroppedPacketAsTheRulesDoingAndNotAsUsed) {
    VirtualBox& wire = box(std::string(kHome) +
                           "rules: [ { name: no-dns, match: { remote_port: 53, direction: up }, "
                           "action: drop } ]");
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    EXPECT_FALSE(wire.up(talk.udp_up("12345")));
    EXPECT_TRUE(wire.down(talk.udp_down("12345")));
    EXPECT_FALSE(wire.up(talk.udp_up("12345")));
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown no-dns dropped", {2, 2 * (kUdpHeaders + 5)}},
                                      {"down unknown standard", {1, kUdpHeaders + 5}}}));
}

TEST_F(UsageTest, TellsWhatPassedAPoliceRuleFromWhatWasOverItsRate) {
    VirtualBox& wire = box(std::string(kHome) +
                           "rules: [ { name: slow, match: {}, action: { police: "
                           "{ rate: 1mbps, burst: 3kB } } } ]");
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    const std::string payload(1'000 - kUdpHeaders, 'x');
    uint64_t passed = 0;
    for (int i = 0; i < 50; ++i) {
        passed += wire.up(talk.udp_up(payload)).has_value();
        wire.pass_ns(1'000'000);
    }
    EXPECT_GT(passed, 3u);
    EXPECT_LT(passed, 50u);
    EXPECT_EQ(of(wire, "home"),
              (Sums{{"up unknown standard", {passed, passed * 1'000}},
                    {"up unknown slow over_rate", {50 - passed, (50 - passed) * 1'000}}}));
}

TEST_F(UsageTest, CountsTheClassThatAPacketLeavesWith) {
    VirtualBox& wire = box(kHome);
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    std::vector<Arrival> arrivals;
    for (const int dscp : {0, 46, 46, 0, 34, 8, 1, 63})  // in one burst
        arrivals.push_back(
            {.bytes = talk.traffic_class(static_cast<uint8_t>(dscp << 2)).udp_up("q"),
             .verdict = {}});
    wire.send(arrivals);
    const auto each = [](uint64_t n) { return Sum{n, n * (kUdpHeaders + 1)}; };
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown standard", each(3)},
                                      {"up unknown telephony", each(2)},
                                      {"up unknown multimedia_conferencing", each(1)},
                                      {"up unknown low_priority_data", each(2)}}));
}

TEST_F(UsageTest, CountsTheClassOfIpv6AndInsideATunnelTheOutermost) {
    VirtualBox& wire = box("subscribers: [ { id: home, addresses: [\"2001:db8:1::/56\"] } ]");
    Conversation talk("2001:db8:1::1", 4'000, "2001:db8:ffff::1", 53);
    talk.traffic_class(46 << 2 | 1);
    wire.up(talk.udp_up("q"));
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown telephony", {1, 49}}}));
}

TEST_F(UsageTest, CountsWhatARuleMarkedInItsNewClassAndAsTheRulesDoing) {
    VirtualBox& wire =
        box(std::string(kHome) + "rules: [ { name: behind, match: {}, action: { dscp: le } } ]");
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    for (int i = 0; i < 3; ++i)
        wire.up(talk.udp_up("q"));
    const Sum three{3, 3 * (kUdpHeaders + 1)};
    EXPECT_EQ(of(wire, "home"),
              (Sums{{"up unknown low_priority_data", three}, {"up unknown behind marked", three}}));
}

TEST_F(UsageTest, NamesTheRuleThatActedThoughThePolicyHasChangedSince) {
    const auto policy = [](const std::string& rule) {
        return std::string(kHome) + "rules: [ { name: " + rule +
               ", match: { remote_port: 53 }, action: { dscp: 8 } } ]";
    };
    VirtualBox& wire = box(policy("first"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    wire.up(talk.udp_up("q"));
    wire.publish(policy("second"));
    wire.up(talk.udp_up("q"));
    wire.up(talk.udp_up("q"));
    wire.publish("subscribers: [ { id: home, addresses: [198.18.0.1] } ]\nrules: []");
    wire.up(talk.udp_up("q"));
    const Sums& used = of(wire, "home");
    EXPECT_EQ(used.at("up unknown first marked").packets, 1u);
    EXPECT_EQ(used.at("up unknown second marked").packets, 2u);
    EXPECT_EQ(used.at("up unknown low_priority_data").packets, 3u);
    EXPECT_EQ(used.at("up unknown standard").packets, 1u);
}

TEST_F(UsageTest, AFlowThatEndsLeavesNothingUncounted) {
    VirtualBox& wire = box(kHome);
    wire.up(Conversation("198.18.0.1", 4'000, "203.0.113.1", 53).udp_up("q"));
    wire.wait_ms(3'600'000);
    ASSERT_EQ(wire.worker().flows.size(), 0u);
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown standard", {1, kUdpHeaders + 1}}}));
}

TEST_F(UsageTest, AConnectionThatBeginsAnewIsCountedOn) {
    VirtualBox& wire = box(kHome);
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 80);
    for (int i = 0; i < 2; ++i) {
        wire.up(talk.syn());
        wire.down(talk.syn_ack());
        wire.up(talk.up("x", tcp_flag::kAck | tcp_flag::kRst));
        talk.begin_anew();
    }
    Sum all;
    for (const auto& [kind, sum] : of(wire, "home"))
        all = {all.packets + sum.packets, all.bytes + sum.bytes};
    EXPECT_EQ(all, (Sum{6, 6 * 40 + 2}));
}

TEST_F(UsageTest, AddressesThatChangeHandsAreCountedForWhoHadThem) {
    VirtualBox& wire = box();
    // As the dataplane has it: a record serves another when what was used under it is taken.
    wire.subscribers().set_readers({[] {}, [] { return uint64_t{0}; }});
    wire.subscribers().put(subscriber("ann", "198.18.0.1"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    wire.up(talk.udp_up("q"));
    wire.up(talk.udp_up("q"));
    wire.subscribers().remove("ann");
    wire.subscribers().put(subscriber("bob", "198.18.0.1"));
    wire.wait_ms(1'000);
    wire.up(talk.udp_up("q"));
    EXPECT_EQ(of(wire, "ann")["up unknown standard"].packets, 2u);
    EXPECT_EQ(of(wire, "bob")["up unknown standard"].packets, 1u);
}

TEST_F(UsageTest, AFlowThatGoesToAnotherWorkerIsCountedOnce) {
    VirtualBox& wire = box("rules: []", {.workers = 4});
    wire.subscribers().put(subscriber("home-0", "198.18.0.1"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    wire.up(talk.udp_up("q"));
    const uint32_t before = wire.owner("198.18.0.1");
    std::string id = "home-0";
    for (int i = 1; wire.owner("198.18.0.1") == before; ++i) {
        wire.subscribers().remove(id);
        id = "home-" + std::to_string(i);
        wire.subscribers().put(subscriber(id, "198.18.0.1"));
    }
    wire.up(talk.udp_up("q"));  // the old worker may not have noticed yet
    wire.wait_ms(1'000);
    wire.up(talk.udp_up("q"));
    wire.down(talk.udp_down("a"));
    uint64_t packets = 0;
    for (const auto& [who, sums] : take(wire))
        for (const auto& [kind, sum] : sums)
            packets += sum.packets;
    EXPECT_EQ(packets, 4u);
    EXPECT_GE(of(wire, id)["up unknown standard"].packets, 1u);
}

// What queues do to a packet that was counted when it was put there, told by its subscriber.
class UsageOfQueuesTest : public UsageTest {
 protected:
    void drop(VirtualBox& wire, Label label, uint32_t ip_bytes,
              ServiceClass service_class = ServiceClass::standard) {
        wire.worker().usage.count_queue_drop(wire.subscribers().record_of("home"), label,
                                             Direction::up, service_class, ip_bytes);
    }
    void mark(VirtualBox& wire, Label label, uint32_t ip_bytes) {
        wire.worker().usage.count_ce_mark(wire.subscribers().record_of("home"), label,
                                          Direction::up, ServiceClass::standard, ip_bytes);
    }

    static constexpr uint32_t kPacket = kUdpHeaders + 5;
    const Conversation talk_{"198.18.0.1", 4'000, "203.0.113.1", 53};
};

TEST_F(UsageOfQueuesTest, WhatAQueueDroppedIsToldAndIsNotUsed) {
    VirtualBox& wire = box(kHome);
    for (int i = 0; i < 3; ++i)
        wire.up(talk_.udp_up("12345"));
    drop(wire, Label::unknown, kPacket);
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown standard", {2, 2 * kPacket}},
                                      {"up unknown standard queue_dropped", {1, kPacket}}}));
}

TEST_F(UsageOfQueuesTest, ItsFlowMayHaveEndedAndItsUsageMayHaveBeenTaken) {
    VirtualBox& wire = box(kHome);
    for (int i = 0; i < 3; ++i)
        wire.up(talk_.udp_up("12345"));
    EXPECT_EQ(of(wire, "home")["up unknown standard"], (Sum{3, 3 * kPacket}));
    wire.wait_ms(3'600'000);
    ASSERT_EQ(wire.worker().flows.size(), 0u);
    drop(wire, Label::unknown, kPacket);
    EXPECT_EQ(of(wire, "home")["up unknown standard"], (Sum{2, 2 * kPacket}));
}

TEST_F(UsageOfQueuesTest, ADropMayBeTakenBeforeWhatItIsTakenBackFrom) {
    VirtualBox& wire = box(kHome);
    drop(wire, Label::unknown, kPacket);
    of(wire, "home");
    wire.up(talk_.udp_up("12345"));
    EXPECT_EQ(of(wire, "home")["up unknown standard"], (Sum{0, 0}));
    EXPECT_EQ(of(wire, "home")["up unknown standard queue_dropped"], (Sum{1, kPacket}));
}

TEST_F(UsageOfQueuesTest, DropsAndMarksAreOfTheBranchsRootAndOfTheClass) {
    VirtualBox& wire = box(kHome);
    drop(wire, Label::bittorrent_utp, 100, ServiceClass::low_priority_data);
    drop(wire, Label::bittorrent_peer, 200, ServiceClass::low_priority_data);
    mark(wire, Label::bittorrent_peer, 1'500);
    const Sums& used = of(wire, "home");
    EXPECT_EQ(used.at("up bittorrent low_priority_data queue_dropped"), (Sum{2, 300}));
    EXPECT_EQ(used.at("up bittorrent standard ce_marked"), (Sum{1, 1'500}));
}

TEST_F(UsageOfQueuesTest, WhatAQueueMarkedIsUsedAllTheSame) {
    VirtualBox& wire = box(kHome);
    for (int i = 0; i < 3; ++i)
        wire.up(talk_.udp_up("12345"));
    mark(wire, Label::unknown, kPacket);
    EXPECT_EQ(of(wire, "home"), (Sums{{"up unknown standard", {3, 3 * kPacket}},
                                      {"up unknown standard ce_marked", {1, kPacket}}}));
}

TEST_F(UsageOfQueuesTest, StrangersDropsAreCountedTogether) {
    VirtualBox& wire = box();
    wire.worker().usage.count_queue_drop(SubscriberRef::kNobody, Label::tls, Direction::down,
                                         ServiceClass::standard, 1'500);
    wire.worker().usage.count_ce_mark(SubscriberRef::kNobody, Label::tls, Direction::down,
                                      ServiceClass::standard, 1'500);
    EXPECT_TRUE(wire.take_usage().empty());
    EXPECT_EQ(wire.worker().counters.stranger_queue_dropped_packets.get(), 1u);
    EXPECT_EQ(wire.worker().counters.stranger_queue_dropped_ip_bytes.get(), 1'500u);
}

TEST_F(UsageOfQueuesTest, ATableWithoutRoomSaysOfHowManyItDoesNotTell) {
    VirtualBox& wire = box(kHome, {.usage_rows = 1});
    mark(wire, Label::tls, 100);
    mark(wire, Label::quic, 100);
    drop(wire, Label::quic, 100);
    EXPECT_EQ(wire.worker().counters.queue_effects_unattributed.get(), 2u);
    EXPECT_EQ(wire.take_usage().size(), 1u);
}

TEST_F(UsageOfQueuesTest, NothingIsCountedWhereUsageIsNotAccountedFor) {
    VirtualBox& wire = box(kHome, {.usage_rows = 0});
    drop(wire, Label::tls, 100);
    mark(wire, Label::tls, 100);
    wire.worker().usage.count_queue_drop(SubscriberRef::kNobody, Label::tls, Direction::down,
                                         ServiceClass::standard, 1'500);
    EXPECT_EQ(wire.worker().counters.queue_effects_unattributed.get(), 0u);
    EXPECT_EQ(wire.worker().counters.stranger_queue_dropped_packets.get(), 0u);
}

TEST_F(UsageTest, StrangersAreCountedTogether) {
    VirtualBox& wire = box();
    wire.up(Conversation("198.18.0.1", 4'000, "203.0.113.1", 53).udp_up("q"));
    wire.up(Conversation("198.18.0.2", 4'000, "203.0.113.1", 53).udp_up("q"));
    EXPECT_TRUE(wire.take_usage().empty());
    EXPECT_EQ(wire.worker().counters.stranger_packets.get(), 2u);
    EXPECT_EQ(wire.worker().counters.stranger_ip_bytes.get(), 2 * (kUdpHeaders + 1));
}

TEST_F(UsageTest, ATableWithoutRoomSaysHowMuchIsMissing) {
    VirtualBox& wire = box("rules: []", {.usage_rows = 16});
    for (int i = 1; i <= 40; ++i) {
        const std::string address = "198.18.0." + std::to_string(i);
        wire.subscribers().put(subscriber("s" + std::to_string(i), address.c_str()));
        wire.up(Conversation(address, 4'000, "203.0.113.1", 53).udp_up("q"));
    }
    wire.wait_ms(3'600'000);  // all end at once, and nobody takes anything
    uint64_t packets = wire.worker().counters.usage_unattributed_packets.get();
    EXPECT_EQ(packets, 24u);
    for (const UsageRow& row : wire.take_usage())
        packets += row.packets;
    EXPECT_EQ(packets, 40u);
}

TEST_F(UsageTest, ATableThatFillsUpIsHandedOverBeforeItsTime) {
    VirtualBox& wire = box("rules: []", {.usage_rows = 16});
    for (int i = 1; i <= 40; ++i) {
        const std::string address = "198.18.0." + std::to_string(i);
        wire.subscribers().put(subscriber("s" + std::to_string(i), address.c_str()));
        wire.up(Conversation(address, 4'000, "203.0.113.1", 53).udp_up("q"));
    }
    // The walk stops where the table is nearly full, and goes on when that was taken.
    uint64_t packets = 0;
    for (const UsageRow& row : wire.take_usage())
        packets += row.packets;
    EXPECT_EQ(packets, 40u);
    EXPECT_GE(wire.worker().counters.usage_tables_filled.get(), 2u);
    EXPECT_EQ(wire.worker().counters.usage_unattributed_packets.get(), 0u);
}

TEST_F(UsageTest, APacketWithoutAFlowIsCountedAsNobodys) {
    VirtualBox& wire = box(kHome, {.flows = 1});
    wire.up(Conversation("198.18.0.1", 4'000, "203.0.113.1", 53).udp_up("q"));
    wire.up(Conversation("198.18.0.1", 4'001, "203.0.113.1", 53).udp_up("q"));
    EXPECT_EQ(of(wire, "home")["up unknown standard"].packets, 1u);
    EXPECT_EQ(wire.worker().counters.usage_unattributed_packets.get(), 1u);
    EXPECT_EQ(wire.worker().counters.usage_unattributed_ip_bytes.get(), kUdpHeaders + 1);
}

}  // namespace
}  // namespace sluice::test
