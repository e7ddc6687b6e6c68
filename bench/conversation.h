// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "bench/frame.h"

namespace sluice::bench {

struct TimedFrame {
    uint64_t time_ns = 0;
    Frame bytes;
};

using Frames = std::vector<TimedFrame>;

// The same numbers on every machine: mt19937_64 is specified to the bit, the standard's
// distributions are not.
class Dice {
 public:
    explicit Dice(uint64_t seed) : engine_(seed) {}

    uint64_t below(uint64_t bound) { return engine_() % bound; }
    bool chance(unsigned percent) { return below(100) < percent; }
    std::string bytes(size_t count);

 private:
    std::mt19937_64 engine_;
};

// What passes between a subscriber and a remote host, a few milliseconds apart.
class Conversation {
 public:
    Conversation(Frames& frames, Endpoint subscriber, Endpoint remote, uint64_t start_ns)
        : frames_(frames), subscriber_(subscriber), remote_(remote), time_ns_(start_ns) {}

 protected:
    void add(Frame frame);

    Frames& frames_;
    const Endpoint subscriber_;
    const Endpoint remote_;
    uint64_t time_ns_;
};

class UdpConversation : public Conversation {
 public:
    using Conversation::Conversation;

    void up(const std::string& payload) { add(udp_frame(subscriber_, remote_, payload)); }
    void down(const std::string& payload) { add(udp_frame(remote_, subscriber_, payload)); }
};

// Segments of at most 1,460 bytes, an ACK for every second one, as a receiver sends them.
class TcpConversation : public Conversation {
 public:
    using Conversation::Conversation;

    void open();
    void up(const std::string& bytes) { send(true, bytes); }
    void down(const std::string& bytes) { send(false, bytes); }
    void close();

 private:
    void send(bool upward, const std::string& bytes);
    void segment(bool upward, uint8_t flags, const std::string& payload);

    uint32_t next_up_ = 0x10'000;
    uint32_t next_down_ = 0x20'000;
    unsigned unacknowledged_ = 0;
};

}  // namespace sluice::bench
