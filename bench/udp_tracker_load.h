// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/socket_address.h"

namespace sluice::bench {

// Many BitTorrent clients that announce to one UDP tracker (BEP 15) over the loopback, as fast as
// it answers: each source address has so many announces under way. Peers are spread over swarms and
// sources, each of one swarm, one in ten a seed. Or as many that have the rank service
// (docs/rank-service.md) order so many IPv4 peers from anywhere.
class UdpTrackerLoad {
 public:
    struct Shape {
        uint32_t swarms = 1'000;
        uint32_t peers = 100'000;
        uint32_t sources = 16;  // 127.8.0.1 and on, a socket each
        uint32_t window = 32;   // announces under way of each
        uint32_t wanted = 50;   // or ranked
        bool ranks = false;
    };
    struct Result {
        uint64_t answered = 0;
        uint64_t errors = 0;
        uint64_t lost = 0;   // given up after a fifth of a second
        uint64_t peers = 0;  // told in all
        double seconds = 0;
    };

    // Connects each source. Throws std::runtime_error, one line, where the tracker does not answer.
    UdpTrackerLoad(const SocketAddress& tracker, const Shape& shape);
    ~UdpTrackerLoad();
    UdpTrackerLoad(const UdpTrackerLoad&) = delete;
    UdpTrackerLoad& operator=(const UdpTrackerLoad&) = delete;

    // Each peer announces once, so that they are all there.
    Result announce_all();
    // Peers announce at random for so long.
    Result announce_for(double seconds);

    // In 40 hexadecimal digits, as a tracker's whitelist has it.
    static std::string hash_text(uint32_t swarm);

 private:
    static constexpr size_t kAnnounceBytes = 98;
    static constexpr size_t kRankHead = 24;
    static constexpr size_t kMostRequestBytes = 1'232;
    static constexpr uint32_t kMostAtOnce = 32;

    struct Source {
        int socket = -1;
        uint64_t connection_id = 0;
        uint32_t under_way = 0;
        uint32_t next = 0;  // of its peers
        uint64_t heard_ns = 0;
    };

    template <typename Choose, typename Ends>
    Result run(const Choose& choose, const Ends& ends);
    void connect_to_tracker(Source& source, uint32_t number, const SocketAddress& tracker) const;
    uint32_t receive(Source& source, Result& result);
    void send(Source& source);
    size_t request_bytes() const {
        return shape_.ranks ? kRankHead + 6 * size_t{shape_.wanted} : kAnnounceBytes;
    }
    void write_request(uint8_t* out, const Source& source, uint32_t peer) const;
    void write_announce(uint8_t* out, const Source& source, uint32_t peer) const;
    void write_rank(uint8_t* out, const Source& source, uint32_t peer) const;
    size_t peers_told(size_t reply_bytes) const {
        return shape_.ranks ? (reply_bytes - 12) / 2 : (reply_bytes - 20) / 6;
    }
    uint32_t peers_of_source() const { return shape_.peers / shape_.sources; }

    Shape shape_;
    std::vector<Source> sources_;
    std::vector<uint32_t> chosen_;
    uint32_t transaction_ = 0;
};

}  // namespace sluice::bench
