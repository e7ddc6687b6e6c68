// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/bytes.h"

namespace sluice {

// Where an answer goes, as the packet that it answers went.
enum class Way : uint8_t {
    onward,  // to whom the packet is for
    back,    // to who sent it
};

// What a frame carries an IP packet in: Ethernet, tags, PPPoE, MPLS, tunnels. Another packet goes
// into a copy of it, the same way or back.
class Envelope {
 public:
    // frame: begins with a MAC header; ip_offset: of the packet inside, as the parser found it. The
    // bytes are untrusted. False if the headers do not lead there; then nothing else may be called.
    // The frame stays where it is as long as the envelope is used.
    bool open(Bytes frame, uint16_t ip_offset);

    // Not where the headers have numbers that are of one way alone: GTP-U's and L2TP's tunnels,
    // GRE's sequence numbers.
    bool has_way_back() const { return has_way_back_; }

    // As long as what stands before the packet.
    size_t size() const { return headers_.size(); }

    // A packet of so many bytes is in frame from size() on: writes what stands before it, lengths
    // and checksums set right, and what a short frame is filled up with. Gives the frame's length;
    // 0 if there is no room for it.
    size_t close(std::span<uint8_t> frame, size_t packet_bytes, Way way) const;

 private:
    // Those that an answer's differ in.
    enum class Kind : uint8_t { ethernet, pppoe, ipv4, ipv6, udp, gre, gtp_u, l2tp };
    struct Header {
        Kind kind = Kind::ethernet;
        uint16_t at = 0;
    };
    struct Place;  // on the way inwards

    static constexpr size_t kMostHeaders = 24;

    bool note(Kind kind, uint32_t at);
    bool pass_ethernet(Place& place);
    bool pass_ethertype(Place& place);
    bool pass_ppp(Place& place);
    bool pass_mpls(Place& place);
    bool pass_ip(Place& place);
    bool pass_transport(Place& place);
    bool pass_gre(Place& place);
    bool pass_gtp_u(Place& place);
    bool pass_l2tp(Place& place);

    void turn(uint8_t* frame, const Header& header) const;
    void set_length(uint8_t* frame, const Header& header, size_t end) const;
    void set_checksum(uint8_t* frame, size_t index, size_t end) const;

    Bytes headers_;
    std::array<Header, kMostHeaders> noted_;  // from the outside in
    size_t count_ = 0;
    bool has_way_back_ = true;
};

}  // namespace sluice
