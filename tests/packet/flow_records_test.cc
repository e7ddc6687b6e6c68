// SPDX-License-Identifier: Apache-2.0
// Whether flow records add up to what was sent, whatever happens to the flows.
#include <map>

#include "policy/hash.h"
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kActiveNs = 60 * kSecondNs;
constexpr auto kUp = static_cast<size_t>(Direction::up);
constexpr auto kDown = static_cast<size_t>(Direction::down);
constexpr size_t kEthernet = 14;

class FlowRecords : public BoxTest {
 protected:
    VirtualBox& recording(uint32_t waiting = 1'024, uint32_t workers = 1) {
        return box("rules: []",
                   {.workers = workers,
                    .flow_records = {.active_timeout_ns = kActiveNs, .waiting = waiting}});
    }

    static std::vector<FlowRecord> take(VirtualBox& wire, uint32_t worker = 0) {
        std::vector<FlowRecord> records(4'096);
        records.resize(wire.worker(worker).flow_records->take(records));
        return records;
    }

    // Long enough for a whole walk, in the small steps of a worker's loop.
    static void pass(VirtualBox& wire, uint64_t seconds) {
        for (uint64_t step = 0; step < 10 * seconds; ++step)
            wire.wait_ms(100);
    }
};

struct Sum {
    uint64_t packets = 0;
    uint64_t bytes = 0;
    friend bool operator==(const Sum&, const Sum&) = default;
};

std::ostream& operator<<(std::ostream& out, const Sum& sum) {
    return out << sum.packets << " packets, " << sum.bytes << " bytes";
}

Sum sum(const std::vector<FlowRecord>& records, size_t direction) {
    Sum total;
    for (const FlowRecord& record : records) {
        total.packets += record.packets[direction];
        total.bytes += record.ip_bytes[direction];
    }
    return total;
}

Sum& operator+=(Sum& total, const std::vector<uint8_t>& frame) {
    ++total.packets;
    total.bytes += frame.size() - kEthernet;
    return total;
}

Subscriber subscriber(const char* id, const char* address) {
    return {.id = id,
            .tier = {},
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}}};
}

TEST_F(FlowRecords, AreNotMadeUnlessWanted) {
    VirtualBox& wire = box();
    EXPECT_EQ(wire.worker().flow_records, nullptr);
}

TEST_F(FlowRecords, AFlowThatGoesIdleIsOneRecordOfAllItDid) {
    VirtualBox& wire = recording();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    Sum up;
    Sum down;
    const uint64_t began_ns = wire.now_ns();
    for (int i = 0; i < 3; ++i) {
        const auto frame = talk.udp_up(std::string(100 + i, 'q'));
        wire.up(frame);
        up += frame;
        wire.pass_ns(1'000'000'000);
    }
    const uint64_t last_ns = wire.now_ns();
    const auto answer = talk.udp_down(std::string(1'000, 'a'));
    wire.down(answer);
    down += answer;
    EXPECT_TRUE(take(wire).empty()) << "it goes on";
    wire.wait_ms(151'000);
    // The walk and the wheel may both have seen it: what counts is the sum.
    const auto records = take(wire);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(sum(records, kUp), up);
    EXPECT_EQ(sum(records, kDown), down);
    EXPECT_EQ(records[0].reason, FlowEndReason::idle_timeout);
    EXPECT_EQ(records[0].start_ns, began_ns);
    EXPECT_EQ(records[0].end_ns, last_ns);
    EXPECT_EQ(records[0].key.remote_port, 53);
    EXPECT_EQ(records[0].subscriber_record, SubscriberRef::kNobody);
}

TEST_F(FlowRecords, AResetConnectionEndsAsOneThatWasSeenToEnd) {
    VirtualBox& wire = recording();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 443);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.down(talk.down({}, tcp_flag::kRst));
    wire.wait_ms(12'000);
    const auto records = take(wire);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].reason, FlowEndReason::end_of_flow);
    EXPECT_EQ(records[0].packets[kUp], 1u);
    EXPECT_EQ(records[0].packets[kDown], 2u);
}

TEST_F(FlowRecords, TheSameEndsOnceMoreAreTwoRecordsOfTwoFlows) {
    VirtualBox& wire = recording();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 443);
    Sum up;
    for (int connection = 0; connection < 2; ++connection) {
        for (const auto& frame :
             {talk.syn(), talk.up("GET / HTTP/1.1\r\n"), talk.up({}, tcp_flag::kRst)}) {
            wire.up(frame);
            up += frame;
        }
        talk.begin_anew();
    }
    wire.wait_ms(40'000);
    const auto records = take(wire);
    ASSERT_EQ(records.size(), 2u);
    EXPECT_NE(records[0].flow_id, records[1].flow_id);
    EXPECT_EQ(records[0].reason, FlowEndReason::end_of_flow);
    EXPECT_EQ(sum(records, kUp), up);
}

TEST_F(FlowRecords, ALongFlowIsToldEveryActiveTimeoutAndAddsUp) {
    VirtualBox& wire = recording();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    Sum up;
    for (int second = 0; second < 200; ++second) {
        const auto frame = talk.udp_up(std::string(50, 'q'));
        wire.up(frame);
        up += frame;
        pass(wire, 1);
    }
    auto records = take(wire);
    ASSERT_EQ(records.size(), 3u) << "200 s and a timeout of 60 s";
    uint64_t from_ns = records[0].start_ns;
    for (const FlowRecord& record : records) {
        EXPECT_EQ(record.reason, FlowEndReason::active_timeout);
        EXPECT_EQ(record.start_ns, from_ns) << "without a gap";
        EXPECT_GE(record.end_ns, record.start_ns);
        if (record.flow_id == records[0].flow_id && &record != &records.back())
            from_ns = (&record + 1)->start_ns;
        EXPECT_NEAR(record.packets[kUp], 60, 5) << "a sixteenth late at most";
    }
    pass(wire, 40);
    const auto rest = take(wire);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].reason, FlowEndReason::idle_timeout);
    records.insert(records.end(), rest.begin(), rest.end());
    EXPECT_EQ(sum(records, kUp), up);
}

TEST_F(FlowRecords, ASilentFlowIsNotTold) {
    VirtualBox& wire = recording();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 443);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    pass(wire, 500);
    EXPECT_EQ(take(wire).size(), 1u);
    pass(wire, 200);
    EXPECT_TRUE(take(wire).empty()) << "it ended, but had no packet since";
}

TEST_F(FlowRecords, WhatWasDoneBeforeASubscriberCameIsNotTheirs) {
    VirtualBox& wire = recording();
    wire.subscribers().set_readers({[] {}, [&] { return wire.worker().counters.sweeps.get(); }});
    wire.subscribers().put(subscriber("a", "198.18.0.1"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    wire.up(talk.udp_up("1234"));
    wire.subscribers().remove("a");
    wire.subscribers().put(subscriber("b", "198.18.0.1"));
    wire.wait_ms(1'000);
    wire.up(talk.udp_up("12345678"));
    wire.wait_ms(40'000);
    const auto records = take(wire);
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].subscriber_key, hash_text("a"));
    EXPECT_EQ(records[0].reason, FlowEndReason::forced_end);
    EXPECT_EQ(records[0].ip_bytes[kUp], 20u + 8 + 4);
    EXPECT_EQ(records[1].subscriber_key, hash_text("b"));
    EXPECT_EQ(records[1].ip_bytes[kUp], 20u + 8 + 8);
    EXPECT_EQ(records[0].flow_id, records[1].flow_id);
}

TEST_F(FlowRecords, ANewAddressOfTheSameSubscriberIsNoReasonForOne) {
    VirtualBox& wire = recording();
    Subscriber one = subscriber("a", "198.18.0.1");
    wire.subscribers().put(one);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    wire.up(talk.udp_up("q"));
    one.addresses.push_back({*Prefix::parse("198.18.0.2"), PortSet::all()});
    wire.subscribers().put(one);
    wire.wait_ms(1'000);
    wire.up(talk.udp_up("q"));
    EXPECT_TRUE(take(wire).empty());
}

TEST_F(FlowRecords, AFlowThatMovesToAnotherWorkerIsOneOnEachAndAddsUp) {
    VirtualBox& wire = recording(1'024, 4);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    const uint32_t before = wire.owner("198.18.0.1");
    wire.up(talk.udp_up("q"));
    for (int i = 0; wire.owner("198.18.0.1") == before; ++i) {
        wire.subscribers().remove("s" + std::to_string(i - 1));
        wire.subscribers().put(subscriber(("s" + std::to_string(i)).c_str(), "198.18.0.1"));
    }
    wire.wait_ms(1'000);
    wire.up(talk.udp_up("q"));
    wire.wait_ms(40'000);
    std::vector<FlowRecord> all;
    for (uint32_t worker = 0; worker < 4; ++worker) {
        for (const FlowRecord& record : take(wire, worker))
            all.push_back(record);
    }
    EXPECT_EQ(all.size(), 2u);
    EXPECT_EQ(sum(all, kUp), (Sum{2, 2 * (20 + 8 + 1)}));
}

TEST_F(FlowRecords, WhatFindsNoRoomIsCountedToThePacketWhenItsFlowIsGone) {
    VirtualBox& wire = recording(16);
    Sum up;
    for (uint16_t port = 1; port <= 100; ++port) {
        const auto frame = Conversation("198.18.0.1", port, "203.0.113.1", 53).udp_up("query");
        wire.up(frame);
        up += frame;
    }
    wire.wait_ms(40'000);
    const FlowRecordCounts& counts = wire.worker().flow_records->counts();
    const Sum told = sum(take(wire), kUp);
    EXPECT_EQ(counts.made.get(), 16u);
    EXPECT_EQ(counts.lost.get(), 84u);
    EXPECT_EQ(told.packets + counts.lost_packets.get(), up.packets);
    EXPECT_EQ(told.bytes + counts.lost_bytes.get(), up.bytes);
}

TEST_F(FlowRecords, WhatFindsNoRoomIsInTheNextRecordWhenItsFlowGoesOn) {
    VirtualBox& wire = recording(1);
    Sum up;
    std::vector<FlowRecord> all;
    for (int second = 0; second < 300; ++second) {
        for (uint16_t port = 1; port <= 3; ++port) {
            const auto frame = Conversation("198.18.0.1", port, "203.0.113.1", 53).udp_up("q");
            wire.up(frame);
            up += frame;
        }
        pass(wire, 1);
        if (second % 20 == 0) {
            for (const FlowRecord& record : take(wire))
                all.push_back(record);
        }
    }
    const FlowRecordCounts& counts = wire.worker().flow_records->counts();
    EXPECT_GT(counts.deferred.get(), 0u);
    EXPECT_EQ(counts.lost.get(), 0u);
    pass(wire, 100);
    for (const FlowRecord& record : take(wire))
        all.push_back(record);
    EXPECT_EQ(sum(all, kUp).packets + counts.lost_packets.get(), up.packets);
    EXPECT_EQ(sum(all, kUp).bytes + counts.lost_bytes.get(), up.bytes);
}

TEST_F(FlowRecords, AFlushTellsAllFlowsThroughASmallRing) {
    VirtualBox& wire = recording(8);
    Sum up;
    for (uint16_t port = 1; port <= 100; ++port) {
        const auto frame = Conversation("198.18.0.1", port, "203.0.113.1", 53).udp_up("query");
        wire.up(frame);
        up += frame;
    }
    FlowRecorder& recorder = *wire.worker().flow_records;
    recorder.want_flush();
    std::vector<FlowRecord> all;
    for (int round = 0; round < 100 && !recorder.flushed(); ++round) {
        recorder.walk(wire.now_ns());
        for (const FlowRecord& record : take(wire))
            all.push_back(record);
    }
    EXPECT_TRUE(recorder.flushed());
    EXPECT_EQ(all.size(), 100u);
    EXPECT_EQ(sum(all, kUp), up);
    EXPECT_EQ(all[0].reason, FlowEndReason::forced_end);
}

}  // namespace
}  // namespace sluice::test
