// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include <gtest/gtest.h>

#include "dataplane/handoff.h"
#include "dataplane/publish.h"
#include "tests/packet/capture_file.h"
#include "tests/packet/dataplane_fixture.h"
#include "tests/packet/traffic.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice::test {
namespace {

Frames sorted(Frames frames) {
    std::sort(frames.begin(), frames.end());
    return frames;
}

// Of many subscribers, in every encapsulation, and one that needs several buffers.
Frames many_frames(bool up) {
    Frames frames;
    for (uint16_t i = 0; i < 500; ++i) {
        const std::string subscriber =
            "198.18." + std::to_string(i % 7) + "." + std::to_string(i % 50);
        const Conversation talk(subscriber, 1'000 + i % 10, "203.0.113.1", 53);
        const std::string payload = std::to_string(i) + std::string(i, 'x');
        frames.push_back(up ? talk.udp_up(payload) : talk.udp_down(payload));
    }
    for (const Encapsulation& encapsulation : all_encapsulations())
        frames.push_back(build(encapsulation));
    frames.push_back(Frame().ethernet().ethertype(0x0806).payload(46, 1).bytes());
    frames.push_back(Conversation("198.18.0.1", 1, "203.0.113.1", 53)
                         .udp_up(std::string(5'000, up ? 'u' : 'd')));
    return frames;
}

TEST_F(DataplaneTest, FramesComeOutOfTheOtherSideAsTheyWentIn) {
    write_capture(file("access-in"), many_frames(true));
    write_capture(file("core-in"), many_frames(false));
    in_own_process([this] {
        const size_t all = many_frames(true).size() + many_frames(false).size();
        auto dataplane =
            Dataplane::start(configuration(), compile("rules: []", 1), no_subscribers());
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).forwarded == all; }))
            << Sums(*dataplane).forwarded << " of " << all;
        EXPECT_EQ(Sums(*dataplane).received, all);
        EXPECT_EQ(Sums(*dataplane).dropped, 0u);
        uint64_t oversized = 0;
        for (const WorkerReport& worker : dataplane->workers())
            oversized += worker.counters->odd_packets[static_cast<size_t>(Oddity::oversized)].get();
        EXPECT_EQ(oversized, 2u);

        const std::vector<PortReport> ports = dataplane->ports();
        ASSERT_EQ(ports.size(), 2u);
        EXPECT_EQ(ports[0].role, PortRole::access);
        EXPECT_EQ(ports[0].link, "wire");
        EXPECT_EQ(ports[0].driver, "net_pcap");
        EXPECT_EQ(ports[0].received_packets, many_frames(true).size());
        EXPECT_EQ(ports[1].sent_packets, many_frames(true).size());
        EXPECT_EQ(dataplane->pools()[0].capacity, 8'192u);
    });
    EXPECT_EQ(sorted(read_capture(file("core-out"))), sorted(many_frames(true)));
    EXPECT_EQ(sorted(read_capture(file("access-out"))), sorted(many_frames(false)));
}

TEST_F(DataplaneTest, EndingItLetsOutWhatItTookIn) {
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 53);
    // No more than a ring holds, so that none is dropped however late a worker gets its turn.
    write_capture(file("access-in"), Frames(HandoffRings::kCapacity / 2, talk.udp_up("x")));
    write_capture(file("core-in"), Frames(HandoffRings::kCapacity / 2, talk.udp_down("x")));
    in_own_process([this] {
        auto dataplane =
            Dataplane::start(configuration(), compile("rules: []", 1), no_subscribers());
        while (Sums(*dataplane).received == 0)
            std::this_thread::yield();
        const uint64_t taken_in = Sums(*dataplane).received;
        dataplane.reset();
        std::fflush(nullptr);
        const size_t out =
            read_capture(file("core-out")).size() + read_capture(file("access-out")).size();
        EXPECT_GE(out, taken_in);
    });
}

TEST_F(DataplaneTest, PublishesAndAnswersUnderLoad) {
    Frames frames;
    for (uint16_t port = 1; port <= 100; ++port) {
        const Conversation talk("198.18.0." + std::to_string(port), port, "203.0.113.1", 53);
        frames.push_back(talk.udp_up(std::string(port, 'x')));
    }
    write_capture(file("access-in"), frames);
    in_own_process([this] {
        auto dataplane = Dataplane::start(configuration("infinite_rx=1"), compile("rules: []", 1),
                                          no_subscribers());
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).received > 1'000; }));
        for (uint32_t number = 2; number < 200; ++number) {
            dataplane->publish(compile(number % 2 == 0 ? R"(
subscribers:
  - { id: s, addresses: [198.18.0.0/26] }
rules:
  - { name: r, match: {}, action: { dscp: le } }
)"
                                                       : "rules: []",
                                       number));
            EXPECT_EQ(dataplane->snapshot()->number(), number);
        }
        EXPECT_TRUE(wait_until([&] {
            const auto flows = dataplane->list_flows({}, 1'000);
            return flows.size() >= 100 && std::all_of(flows.begin(), flows.end(), [](auto& flow) {
                       return flow.snapshot == 199 || flow.key.remote_port != 53;
                   });
        }));
        EXPECT_EQ(dataplane->list_flows({}, 7).size(), 7u);
        const auto top = dataplane->top_flows({}, 10);
        EXPECT_EQ(top.size(), 10u);
        EXPECT_TRUE(std::is_sorted(top.begin(), top.end(), [](const auto& a, const auto& b) {
            return a.ip_bytes[0] + a.ip_bytes[1] > b.ip_bytes[0] + b.ip_bytes[1];
        }));
        EXPECT_TRUE(
            dataplane->list_flows({.any_label = false, .label = Label::bittorrent}, 9).empty());
        const auto started = steady_clock::now();
        dataplane.reset();
        EXPECT_LT(steady_clock::now() - started, std::chrono::seconds(5));
    });
}

Subscriber subscriber(const std::string& id, const char* address) {
    return {.id = id,
            .tier = {},
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}}};
}

TEST_F(DataplaneTest, UsageIsToBeHadWhileItRunsAndTheRestWhenItHasStopped) {
    constexpr uint64_t kEachWay = 100;
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 53);
    write_capture(file("access-in"), Frames(kEachWay, talk.udp_up("x")));
    write_capture(file("core-in"), Frames(kEachWay, talk.udp_down("xyz")));
    in_own_process([&, this] {
        Subscribers subscribers;
        subscribers.put(subscriber("home", "198.18.0.1"));
        auto dataplane = Dataplane::start(configuration(), compile("rules: []", 1), subscribers);
        std::array<uint64_t, kDirectionCount> packets{};
        std::array<uint64_t, kDirectionCount> bytes{};
        const auto take = [&](std::span<const UsageRow> rows) {
            for (const UsageRow& row : rows) {
                EXPECT_EQ(subscribers.id_of(row.record), "home");
                packets[static_cast<size_t>(row.direction)] += row.packets;
                bytes[static_cast<size_t>(row.direction)] += row.bytes;
            }
        };
        const auto all_is_taken = [&] {
            return packets == std::array{kEachWay, kEachWay} &&
                   bytes == std::array{kEachWay * 29, kEachWay * 31};
        };
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).forwarded >= kEachWay / 2; }));
        dataplane->take_usage(take);
        EXPECT_GE(packets[0] + packets[1], kEachWay / 2);
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).forwarded == 2 * kEachWay; }));
        dataplane->stop();
        dataplane->take_usage(take);
        EXPECT_TRUE(all_is_taken()) << packets[0] << " and " << packets[1] << " packets";
        dataplane->take_usage(take);
        EXPECT_TRUE(all_is_taken()) << "once";
        EXPECT_TRUE(dataplane->list_flows({}, 10).empty()) << "and nobody waits for an answer";
        dataplane->publish(compile("rules: []", 2));
    });
}

TEST_F(DataplaneTest, ARecordServesAnotherOnlyWhenWhatWasUsedUnderItIsTaken) {
    write_capture(file("access-in"), {});
    write_capture(file("core-in"), {});
    in_own_process([&, this] {
        Subscribers subscribers;
        auto dataplane = Dataplane::start(configuration(), compile("rules: []", 1), subscribers);
        subscribers.set_readers(dataplane->subscriber_readers());
        subscribers.put(subscriber("ann", "198.18.0.1"));
        const uint32_t record = subscribers.record_of("ann");
        subscribers.remove("ann");
        std::this_thread::sleep_for(milliseconds(2'500));
        subscribers.put(subscriber("bob", "198.18.0.2"));
        EXPECT_NE(subscribers.record_of("bob"), record) << "sweeps alone are not enough";
        for (int round = 0; round < 2; ++round) {
            dataplane->take_usage([](auto) {});
            std::this_thread::sleep_for(milliseconds(2'500));
        }
        dataplane->take_usage([](auto) {});
        subscribers.put(subscriber("cid", "198.18.0.3"));
        EXPECT_EQ(subscribers.record_of("cid"), record);
        subscribers.set_readers({});
    });
}

TEST_F(DataplaneTest, LeavesTheCallerAndItsThreadsTheCoresThatNoWorkerHas) {
    const std::vector<unsigned> all = own_cores();
    if (all.size() < 2)
        GTEST_SKIP() << "one core only";
    write_capture(file("access-in"), {});
    write_capture(file("core-in"), {});
    in_own_process([&] {
        DataplaneConfiguration box = configuration();
        box.worker_cores = {all.front()};
        const std::vector<unsigned> others(all.begin() + 1, all.end());
        const auto dataplane = Dataplane::start(box, compile("rules: []", 1), no_subscribers());
        EXPECT_EQ(own_cores(), others);
        std::thread([&] { EXPECT_EQ(own_cores(), others); }).join();
    });
    in_own_process([&] {
        DataplaneConfiguration box = configuration();
        box.worker_cores = all;
        const auto dataplane = Dataplane::start(box, compile("rules: []", 1), no_subscribers());
        EXPECT_EQ(own_cores(), all) << "there is no other";
    });
}

TEST_F(DataplaneTest, ADeviceThatIsNotThereIsOneClearLine) {
    write_capture(file("access-in"), {});
    write_capture(file("core-in"), {});
    const std::vector<std::pair<std::string, std::string>> devices = {
        {"net_nonsense0", "failed to parse device"},
        {"net_pcap7,rx_pcap=/nowhere/at.all", "/nowhere/at.all: No such file or directory"},
    };
    for (const auto& [device, reason] : devices) {
        SCOPED_TRACE(device);
        in_own_process([&, device = device, reason = reason] {
            DataplaneConfiguration box = configuration();
            box.links[0].pairs[0].core.device = device;
            try {
                Dataplane::start(box, compile("rules: []", 1), no_subscribers());
                ADD_FAILURE() << "it started";
            } catch (const DataplaneError& error) {
                const std::string line = error.what();
                EXPECT_NE(line.find(device), std::string::npos) << line;
                EXPECT_NE(line.find(reason), std::string::npos) << line;
                EXPECT_EQ(line.find('\n'), std::string::npos) << line;
            }
        });
    }
}

TEST_F(DataplaneTest, ACoreThatIsNotItsOwnIsOneClearLine) {
    in_own_process([&] {
        DataplaneConfiguration box = configuration();
        box.worker_cores = {1'000};
        try {
            Dataplane::start(box, compile("rules: []", 1), no_subscribers());
            ADD_FAILURE() << "it started";
        } catch (const DataplaneError& error) {
            EXPECT_STREQ(error.what(), "workers.cores: this process may not run on core 1000");
        }
    });
}

}  // namespace
}  // namespace sluice::test
