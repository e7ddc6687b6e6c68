// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "dataplane/burst.h"
#include "dataplane/endpoint_news.h"
#include "dataplane/flow_query.h"
#include "dataplane/handoff.h"
#include "dataplane/heartbeat.h"
#include "dataplane/port.h"
#include "dataplane/publication.h"
#include "dataplane/scheduler/departures.h"
#include "dataplane/spsc_ring.h"
#include "dataplane/tsc_clock.h"
#include "dataplane/worker.h"

namespace sluice {

// What all workers share. Whoever makes it outlives them.
struct Shared {
    // pool: for the frames that the workers send themselves.
    // beats: one of each worker.
    Shared(const std::vector<Port>& all_ports, rte_mempool* packet_pool,
           std::span<sluice_heartbeat> beats, const HeartbeatSettings& beating,
           const Snapshot* first)
        : ports(all_ports),
          pool(packet_pool),
          heartbeats(beats),
          heartbeat(beating),
          snapshots(first, static_cast<uint32_t>(beats.size())),
          rings(static_cast<uint32_t>(beats.size())),
          endpoint_news(static_cast<uint32_t>(beats.size())) {}

    const std::vector<Port>& ports;
    rte_mempool* const pool;
    const std::span<sluice_heartbeat> heartbeats;
    const HeartbeatSettings heartbeat;
    TscClock clock;
    Publication<Snapshot> snapshots;
    // Replaced before snapshots.wait_until_quiescent(), and read after snapshots.quiescent().
    std::atomic<const LocalityTable*> localities{nullptr};
    HandoffRings rings;
    EndpointNews endpoint_news;
    uint64_t idle_sleep_ns = 0;  // 0: never sleep
    uint64_t idle_after_ns = 0;
    std::atomic<bool> standing_down{false};  // packets are to go past the workers
    std::atomic<uint32_t> stood_down{0};     // workers to which none come any more
    std::atomic<bool> draining{false};       // take nothing more in
    std::atomic<bool> stopping{false};       // end
};

// A worker's run to completion: receive, process, send, until told to stop.
class PollLoop {
 public:
    PollLoop(Worker& worker, Shared& shared);

    void run();  // on the worker's own thread

    // Control's: at most one query at a time.
    void ask(FlowQuery* query) { commands_.push(query); }

 private:
    // Packets that leave by a port, until the burst is done.
    struct Outbox {
        bool own_lane = false;
        uint32_t lane_owner = 0;  // who sends, where this worker has no lane of the port
        Lane lane;
        uint32_t count = 0;
        std::array<rte_mbuf*, 2 * Burst::kCapacity> mbufs;
    };
    // The same of answers, until the burst's have been sent.
    struct AnswerBox {
        uint32_t count = 0;
        std::array<rte_mbuf*, Burst::kCapacity> mbufs;
    };
    // A full transmit ring empties in microseconds; waiting longer would stall other subscribers.
    static constexpr int kTransmitTries = 8;
    // Of an answer that another worker hands over: it has counted how long it had taken by then.
    static constexpr uint64_t kCountedElsewhere = 0;
    struct Receive {
        Lane lane;
        uint16_t port = 0;
        bool bypassable = false;
    };

    bool poll_lanes(uint64_t now_ns);
    bool poll_rings(uint64_t now_ns);
    void show_life(uint64_t now_ns);
    bool has_buffers() const;
    void starve(uint64_t now_ns);
    bool receives_late(uint64_t now_ns) const;
    void discard_late(uint64_t now_ns);
    void discard_received();
    void discard(uint16_t port, std::span<rte_mbuf* const> mbufs);
    void drop_stalled(rte_mbuf* mbuf);
    void drop_late(uint64_t began_ns);
    void stand_down(uint64_t now_ns);
    Packet& take(rte_mbuf* mbuf, uint16_t port);
    void finish_burst(uint64_t now_ns);
    bool run_queues(uint64_t now_ns);
    void hand(const Packet& packet);
    void send(uint16_t port, rte_mbuf* mbuf);
    void flush(uint16_t port);
    void flush_all();
    // arrived_ns: of the burst that is answered.
    void send_answers(uint64_t arrived_ns);
    rte_mbuf* make_answer(const Answer& answer);  // null: no buffer
    void queue_answer(uint16_t port, rte_mbuf* mbuf, uint64_t arrived_ns);
    void flush_answers(uint64_t arrived_ns);
    void flush_answers(uint16_t port, uint64_t arrived_ns);
    void count_answer_delay(uint64_t arrived_ns, uint64_t handed_ns, uint64_t frames);
    void exchange_news(uint64_t now_ns);
    void tell_time(uint64_t now_ns);
    void answer_queries(uint64_t now_ns);
    void rest(uint64_t idle_since_ns, uint64_t now_ns);

    Worker& worker_;
    Shared& shared_;
    std::vector<Receive> receives_;
    std::vector<Outbox> outboxes_;         // by port
    std::vector<AnswerBox> answer_boxes_;  // by port
    SpscRing<FlowQuery*> commands_{4};
    FlowQuery* query_ = nullptr;
    uint64_t time_told_ns_ = 0;
    Heartbeat heartbeat_;
    uint64_t looped_ns_ = 0;
    uint64_t beaten_ns_ = 0;
    uint64_t bypassable_ns_ = 0;     // when a packet came that could have gone past the workers
    uint64_t starved_since_ns_ = 0;  // when there first was no buffer to receive with
    uint64_t starved_ns_ = 0;        // and last
    bool starves_ = false;
    bool discarding_ = false;
    bool withdrawn_ = false;
    bool stood_down_ = false;
    Burst burst_;
    Departures departures_;
};

}  // namespace sluice
