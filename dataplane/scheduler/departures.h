// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "dataplane/service_class.h"

namespace sluice {

// What the scheduler gives back: a packet that may go, or one that is lost.
struct Departure {
    enum class Fate : uint8_t {
        sent,
        marked,       // sent, but to be marked Congestion Experienced first (RFC 3168)
        late,         // dropped by CoDel
        out_of_room,  // dropped: its subscriber's queues, or the memory for all of them, were full
    };

    void* buffer = nullptr;
    uint64_t waited_ns = 0;
    uint32_t record = 0;      // the subscriber's
    uint32_t wire_bytes = 0;  // of the frame
    uint16_t ip_bytes = 0;
    uint16_t port = 0;
    uint16_t ip_offset = 0;
    Label label = Label::unknown;
    ServiceClass service_class = ServiceClass::standard;
    Direction direction = Direction::up;
    Fate fate = Fate::sent;

    bool is_dropped() const { return fate == Fate::late || fate == Fate::out_of_room; }
};

// A batch of them.
class Departures {
 public:
    static constexpr size_t kCapacity = 128;

    bool full() const { return count_ == kCapacity; }
    size_t room() const { return kCapacity - count_; }
    void add(const Departure& departure) { departures_[count_++] = departure; }
    std::span<const Departure> all() const { return {departures_.data(), count_}; }
    void clear() { count_ = 0; }

 private:
    std::array<Departure, kCapacity> departures_;
    size_t count_ = 0;
};

}  // namespace sluice
