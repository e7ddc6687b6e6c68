// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "classifier/signatures.h"
#include "dataplane/endpoint_news.h"
#include "dataplane/handoff.h"
#include "dataplane/pipeline.h"
#include "dataplane/publication.h"
#include "policy/policy_yaml.h"
#include "tests/packet/traffic.h"

namespace sluice::test {
namespace {

constexpr uint32_t kWorkers = 2;
constexpr uint32_t kFramesEach = 20'000;

// A frame in a ring: who sent it, and as the how manieth.
struct Buffer {
    std::vector<uint8_t> frame;
    uint32_t sender = 0;
    uint32_t number = 0;
};

std::shared_ptr<const Snapshot> compile(std::string_view yaml, uint32_t number) {
    PolicyNames names;
    return Snapshot::compile(parse_policy(yaml, "test", PolicyFileKind::policy, {}).policy.value(),
                             number, number, names);
}

// Two workers on threads of their own, as poll_loop.cc runs them. Each lane carries frames of
// subscribers of both workers.
class Lane {
 public:
    Lane(uint32_t index, HandoffRings& rings, EndpointNews& news, Publication<Snapshot>& snapshots,
         const Subscribers& subscribers, std::shared_ptr<const Signatures> signatures,
         std::shared_ptr<SharedCredit> credit)
        : worker_({.index = index, .workers = kWorkers, .flows = 1'024, .classifier = {}},
                  subscribers, std::move(signatures), std::move(credit)),
          rings_(rings),
          news_(news),
          snapshots_(snapshots) {
        worker_.ports = {{.side = PortTraits::Side::access}, {.side = PortTraits::Side::core}};
        for (uint32_t number = 0; number < kFramesEach; ++number) {
            const std::string subscriber =
                "198.18." + std::to_string(index) + "." + std::to_string(number % 50);
            const Conversation talk(subscriber, 7, "203.0.113.1", 53);
            buffers_.push_back({talk.udp_up("query"), index, number});
        }
    }

    void run(std::atomic<uint32_t>& done) {
        uint32_t sent = 0;
        while (done.load(std::memory_order_acquire) < kWorkers * kFramesEach) {
            const Snapshot& snapshot = snapshots_.quiescent(worker_.index);
            if (snapshot.number() != worker_.snapshot_number)
                worker_.adopt(snapshot);
            std::array<Handed, Burst::kCapacity> batch;
            const size_t count = rings_.between(1 - worker_.index, worker_.index).pop(batch);
            for (size_t i = 0; i < count; ++i)
                take(*reinterpret_cast<Buffer*>(batch[i].mbuf), true, batch[i].verdict);
            worker_.counters.handed_in.add(count);
            done.fetch_add(process_burst(), std::memory_order_acq_rel);

            const uint32_t end = std::min(sent + 32, kFramesEach);
            for (; sent < end; ++sent)
                take(buffers_[sent], false, {});
            done.fetch_add(process_burst(), std::memory_order_acq_rel);
            exchange_news();
            worker_.counters.loops++;
            if (worker_.counters.loops.get() % 16 == 0) {
                snapshots_.offline(worker_.index);
                std::this_thread::yield();
            }
        }
        snapshots_.offline(worker_.index);
    }

    Worker& worker() { return worker_; }
    const std::vector<const Buffer*>& decided() const { return decided_; }

 private:
    void take(Buffer& buffer, bool handed_in, Verdict verdict) {
        Packet& packet = burst_.packets[burst_.count++];
        packet.data = buffer.frame.data();
        packet.length = packet.wire_length = static_cast<uint32_t>(buffer.frame.size());
        packet.mbuf = reinterpret_cast<rte_mbuf*>(&buffer);
        packet.port = 0;
        packet.fate = Fate::live;
        packet.handed_in = handed_in;
        packet.verdict = verdict;
    }

    // Each loop learns of a peer, and tells and hears as much as fits.
    void exchange_news() {
        Endpoint peer;
        const uint64_t loop = worker_.counters.loops.get();
        peer.at.address[14] = static_cast<uint8_t>(loop >> 8);
        peer.at.address[15] = static_cast<uint8_t>(loop);
        peer.at.port = static_cast<uint16_t>(1 + worker_.index);
        LearntEndpoints& endpoints = worker_.classifier.endpoints();
        endpoints.learn(peer, EndpointSource::tracker, 0);
        worker_.counters.endpoint_news_dropped.add(news_.tell(worker_.index, endpoints));
        news_.hear(worker_.index, endpoints, 0);
    }

    // How many fates were decided here.
    uint32_t process_burst() {
        burst_.now_ns = worker_.counters.loops.get() * 1'000;
        process(burst_, worker_);
        uint32_t decided = 0;
        for (const Packet& packet : burst_.all()) {
            if (packet.fate == Fate::handed) {
                const Handed handed{
                    .mbuf = packet.mbuf, .port = packet.port, .verdict = packet.verdict};
                if (rings_.between(worker_.index, packet.owner).push(handed)) {
                    worker_.counters.handed_out++;
                    continue;
                }
                worker_.count_drop(DropReason::handoff_full, packet.wire_length);
            } else {
                worker_.count_forwarded(Direction::up, 1, packet.wire_length);
                decided_.push_back(reinterpret_cast<const Buffer*>(packet.mbuf));
            }
            ++decided;
        }
        burst_.count = 0;
        return decided;
    }

    Worker worker_;
    HandoffRings& rings_;
    EndpointNews& news_;
    Publication<Snapshot>& snapshots_;
    std::vector<Buffer> buffers_;
    std::vector<const Buffer*> decided_;
    Burst burst_;
};

TEST(Crossing, FramesReachTheirOwnersInOrderWhileSnapshotsChangeAndCountersAreRead) {
    std::shared_ptr<const Snapshot> current = compile("rules: []", 1);
    HandoffRings rings(kWorkers);
    EndpointNews news(kWorkers);
    Publication<Snapshot> snapshots(current.get(), kWorkers);
    // They come and go while the workers look them up.
    Subscribers subscribers;
    subscribers.set_readers({[&] { snapshots.wait_until_quiescent(); }, [] { return 0; }});
    const auto credit = make_shared_credit(16);
    const auto signatures = Signatures::built_in();
    Lane first(0, rings, news, snapshots, subscribers, signatures, credit);
    Lane second(1, rings, news, snapshots, subscribers, signatures, credit);
    first.worker().adopt(*current);
    second.worker().adopt(*current);

    std::atomic<uint32_t> done{0};
    std::thread first_thread([&] { first.run(done); });
    std::thread second_thread([&] { second.run(done); });
    // Control: publishes, lets go of the old snapshot, and reads what anybody may read.
    uint64_t last_received = 0;
    for (uint32_t number = 2; done.load(std::memory_order_acquire) < kWorkers * kFramesEach;
         ++number) {
        const auto next = compile(
            "rules: [ { name: r, match: {}, action: { police: { per: rule, rate: 100gbps } } } ]",
            number);
        snapshots.replace(next.get());
        current = next;
        const std::string id = "s-" + std::to_string(number % 40);
        if (number % 80 < 40)
            subscribers.put(
                {.id = id,
                 .tier = {},
                 .group = {},
                 .addresses = {{*Prefix::parse("203.0.113.7"),
                                PortSet::masked(static_cast<uint16_t>(number % 40), 0x3f)}}});
        else
            subscribers.remove(id);
        uint64_t received = 0;
        for (Lane* lane : {&first, &second}) {
            Worker& worker = lane->worker();
            received += worker.counters.received_packets[0].get();
            EXPECT_LE(worker.counters.flows.get(), worker.flows.capacity());
            EXPECT_LE(worker.counters.label_flows[0].get(), worker.flows.capacity());
            EXPECT_LE(worker.classifier.undecided_in_use(), 16'384u);
            EXPECT_LE(worker.classifier.walkers_in_use(), 65'536u);
            EXPECT_EQ(worker.policer.exhausted().get(), 0u);
            EXPECT_LE(worker.classifier.endpoints().counts().in_use.get(),
                      worker.classifier.endpoints().capacity());
            EXPECT_GT(worker.memory_bytes(), 0u);
        }
        EXPECT_GE(received, last_received);
        last_received = received;
    }
    first_thread.join();
    second_thread.join();

    const auto dropped = [](Lane& lane) {
        return lane.worker()
            .counters.dropped_packets[static_cast<size_t>(DropReason::handoff_full)]
            .get();
    };
    EXPECT_EQ(first.decided().size() + second.decided().size() + dropped(first) + dropped(second),
              kWorkers * kFramesEach);
    for (Lane* lane : {&first, &second}) {
        EXPECT_GT(lane->worker().counters.handed_in.get(), 0u);
        EXPECT_GT(lane->worker().classifier.endpoints().counts().heard.get(), 0u);
        std::array<int64_t, kWorkers> last{-1, -1};
        for (const Buffer* buffer : lane->decided()) {
            EXPECT_GT(buffer->number, last[buffer->sender]);
            last[buffer->sender] = buffer->number;
        }
    }
}

}  // namespace
}  // namespace sluice::test
