// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dataplane/shunt/shunt_load.h"
#include "dataplane/shunt/shunt_requests.h"
#include "ebpf/shared.h"

namespace sluice {

struct Flow;
struct Packet;
struct Worker;

// A worker's flows that need none: settled, touched by no rule and held back by no rate. The ports'
// XDP program forwards them from port to port, until they end, the policy changes, or the load that
// it was for has passed. What the program counts of a flow is added to the flow several times a
// second, and before anything that its usage tells apart changes, so nothing is lost or counted
// twice. Private to the worker's thread; it calls no kernel.
class Shunt {
 public:
    struct Settings {
        bool always = false;                // else under overload
        std::span<sluice_shunted> places;   // shared with the program: all workers'
        uint32_t first_place = 0;           // of this worker's
        uint32_t place_count = 0;           // the same
        uint32_t flows = 0;                 // that its table has room for
        ShuntRequests* requests = nullptr;  // to the clerk; outlives it
    };

    explicit Shunt(const Settings& settings);

    bool active() const { return always_ || load_.shunts(); }
    // A packet of the flow came by the worker: is the flow one to be shunted, or still one?
    void consider(const Packet& packet, Worker& worker);
    // What was counted of a shunted flow is the flow's from now on.
    void gather(Flow& flow, Worker& worker);
    // It is the worker's again, and may end.
    void let_go(Flow& flow, Worker& worker);
    // Once a turn of the poll loop: a slice of what is to be done from time to time.
    void step(Worker& worker, uint64_t now_ns);
    // When no packet comes any more: what was counted is the flows'.
    void gather_all(Worker& worker);

    uint32_t in_use() const { return place_count_ - static_cast<uint32_t>(free_.size()); }
    size_t memory_bytes() const;

 private:
    enum class State : uint8_t { free, shunted, ending };
    struct Place {
        uint32_t flow = kNone;
        State state = State::free;
    };
    static constexpr uint32_t kNone = UINT32_MAX;
    static constexpr uint64_t kWalkNs = 250'000'000;
    static constexpr uint32_t kPlacesAtOnce = 64;
    static constexpr uint32_t kIdleMs = 5'000;

    void begin(const Packet& packet, Worker& worker);
    void open(uint32_t place, const Packet& packet, const Worker& worker);
    void close(uint32_t place);
    bool is_open(uint32_t place, const Worker& worker);
    void gather_left_behind(uint32_t place, Worker& worker);
    void walk(Worker& worker, uint64_t now_ns);
    void look_after(uint32_t place, Worker& worker);
    void take_answers(Worker& worker);
    void free(uint32_t place, Worker& worker);
    sluice_shunted& shared(uint32_t place) { return places_shared_[first_place_ + place]; }

    const bool always_;
    const std::span<sluice_shunted> places_shared_;
    const uint32_t first_place_;
    const uint32_t place_count_;
    ShuntRequests& requests_;
    std::vector<Place> places_;
    std::vector<uint32_t> free_;
    std::unique_ptr<uint32_t[]> place_of_flow_;  // by the flow's index, if Flow::shunted
    const uint32_t flows_;
    uint32_t touched_ = 0;  // places beyond were never used
    bool walking_ = false;
    uint32_t next_ = 0;
    uint64_t walk_began_ns_ = 0;
    uint32_t now_ms_ = 0;
    uint64_t gathered_packets_ = 0;
    ShuntLoad load_;
};

}  // namespace sluice
