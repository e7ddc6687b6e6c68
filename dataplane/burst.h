// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/packet.h"

namespace sluice {

// What goes through the stages together. Whoever fills it sets each packet's frame, port and fate
// (live), and the time.
struct Burst {
    static constexpr size_t kCapacity = 64;

    // Steps over packets whose fate is already known.
    class Live {
     public:
        class Iterator {
         public:
            Iterator(Packet* at, Packet* end) : at_(at), end_(end) { settle(); }
            Packet& operator*() const { return *at_; }
            Iterator& operator++() {
                ++at_;
                settle();
                return *this;
            }
            bool operator!=(const Iterator& other) const { return at_ != other.at_; }

         private:
            void settle() {
                while (at_ != end_ && at_->fate != Fate::live)
                    ++at_;
            }
            Packet* at_;
            Packet* end_;
        };

        explicit Live(std::span<Packet> packets) : packets_(packets) {}
        Iterator begin() const { return {packets_.data(), packets_.data() + packets_.size()}; }
        Iterator end() const {
            Packet* const last = packets_.data() + packets_.size();
            return {last, last};
        }

     private:
        std::span<Packet> packets_;
    };

    std::span<Packet> all() { return {packets.data(), count}; }
    Live live() { return Live{all()}; }
    uint32_t now_ms() const { return static_cast<uint32_t>(now_ns / 1'000'000); }

    uint64_t now_ns = 0;  // one clock read per burst; only differences mean anything
    size_t count = 0;
    bool fragments = false;  // parse found some
    bool dhcp = false;       // and parse found some of these
    size_t flowless = 0;     // look_up found no flow for so many that should have one
    std::array<Packet, kCapacity> packets;
};

}  // namespace sluice
