// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/conversation.h"

namespace sluice::bench {

// One flow each, as a client's traffic looks from an access line. Info-hashes and peer ids are
// random bytes.
class BitTorrentTraffic {
 public:
    BitTorrentTraffic(Frames& frames, Dice& dice) : frames_(frames), dice_(dice) {}

    // BEP 5: a query and, mostly, its response. About 2 packets.
    void dht(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // BEP 15: connect, announce, and their responses. 4 packets.
    void udp_tracker(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // BEP 3: an announce over HTTP. 9 packets.
    void http_tracker(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // BEP 29 carrying the peer wire: SYN, STATE, handshakes, then blocks and their STATEs.
    void utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned blocks);
    // BEP 3, 6 and 10 over TCP: handshakes, bitfields, extended handshakes, then request and piece,
    // now and then a have.
    void peer(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned blocks);
    // The same two with MSE: keys and padding of random lengths, then all of it encrypted.
    void encrypted_utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned blocks);
    void encrypted_peer(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned blocks);

 private:
    void utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
             const std::vector<std::string>& opening, const std::string& stream);
    std::string encrypted_flight(size_t fixed_bytes, size_t most_padding);
    std::string handshake();
    std::string bitfield();
    std::string extended_handshake();
    std::string request();
    std::string piece(size_t block_bytes);

    Frames& frames_;
    Dice& dice_;
};

}  // namespace sluice::bench
