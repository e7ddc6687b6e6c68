// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/label.h"
#include "dataplane/first_header.h"
#include "dataplane/flow_key.h"

struct rte_mbuf;

namespace sluice {

struct Flow;

// Every packet ends with exactly one of these.
enum class Fate : uint8_t {
    live,       // still on its way through the stages
    forwarded,  // to the other port of its pair
    dropped,    // Packet::drop says why
    observed,   // on a tap, where nothing goes on
    held,       // by a queue of its subscriber's: it is forwarded, or dropped, later
    handed,     // to the worker that owns its subscriber: that one decides its fate
};

enum class DropReason : uint8_t {
    rule,            // a rule said drop
    police,          // over the rate of a rule
    handoff_full,    // the owner's ring was full: a drop rather than an overtaking
    transmit_full,   // the port took no more
    queue_delay,     // CoDel: it had waited too long in its subscriber's queue
    queue_full,      // its subscriber's queue, or the memory for all of them, was full
    reset,           // of a connection that a rule resets
    refused,         // a rule refuses it
    connection_cap,  // of a connection beyond a rule's cap
    flow_limit,      // would begin a flow beyond its subscriber's limit
    stalled,         // it had waited for a worker that was stuck; its sender has sent it again
};
inline constexpr int kDropReasonCount = 11;
const char* name(DropReason reason);

// Why a packet went through without being looked at, or not as far as usual. It is forwarded all
// the same: what we cannot read is not ours to lose.
enum class Oddity : uint8_t {
    none,
    not_ip,            // ARP, LLDP, STP, ...
    truncated,         // a header ends beyond the bytes in hand
    malformed,         // a length or version that cannot be
    too_deep,          // more tags, extension headers or tunnels than are followed
    fragment_unknown,  // a later fragment whose first one was not seen
    fragment_overlap,  // overlaps what came before: the ports are not believed
    oversized,         // more than one buffer segment
    flow_table_full,
    own_answer,     // a tap: what it injected itself, mirrored back
    no_subscriber,  // where the subscriber's address belongs, a group's or nobody's: IPTV, MLD,
                    // DHCP
};
inline constexpr int kOddityCount = 11;
const char* name(Oddity oddity);

// What the parser found. Offsets count from the first byte of the frame.
struct ParsedPacket {
    IpAddress source;  // of the IP header that carries the subscriber's address
    IpAddress destination;
    uint16_t source_port = 0;  // host order; 0 where there is none; of ICMP, see parse_icmp.cc
    uint16_t destination_port = 0;
    uint8_t protocol = 0;  // after extension headers
    uint8_t tcp_flags = 0;
    Oddity oddity = Oddity::none;
    bool has_flow = false;  // an IP packet whose addresses were read, and name a subscriber
    bool is_fragment = false;
    bool is_first_fragment = false;
    bool more_fragments = false;
    bool is_dhcp = false;  // a UDP datagram to one of DHCP's ports
    uint32_t fragment_id = 0;
    uint16_t fragment_offset = 0;      // bytes
    uint16_t fragment_length = 0;      // bytes of the IP payload that it carries
    uint16_t ip_offset = 0;            // of that IP header
    uint16_t outer_ip_offset = 0;      // of the outermost one: the same without tunnels
    uint32_t ip_bytes = 0;             // IP-layer length, as the header says, bounded by the wire
    uint16_t transport_offset = 0;     // of TCP, UDP, ...; 0 if not in hand
    uint16_t payload_offset = 0;       // of the TCP or UDP payload; 0 if none
    uint16_t payload_length = 0;       // in hand
    uint32_t payload_wire_length = 0;  // as the headers say
    uint32_t tcp_sequence = 0;
    uint32_t tcp_acknowledgement = 0;
};

// One frame on its way through the stages. It lives for one burst.
struct Packet {
    uint8_t* data = nullptr;   // the frame; written only by act
    uint32_t length = 0;       // bytes in hand
    uint32_t wire_length = 0;  // more than length where a capture was cut short
    rte_mbuf* mbuf = nullptr;  // whose buffer it is; null in replay
    FirstHeader first;         // what the frame begins with: Ethernet, but in some captures
    uint16_t port = 0;         // that it came in by
    uint16_t owner = 0;        // with Fate::handed: the worker that it belongs to
    Direction direction = Direction::up;  // parse finds it out where the port does not say
    Fate fate = Fate::live;
    DropReason drop = DropReason::rule;
    bool oversized = false;  // more than one buffer segment: not looked at
    bool handed_in = false;  // by another worker, which has counted it as received
    Verdict verdict;         // what the worker that handed it over knew of its flow
    uint32_t flow_hash = 0;
    Flow* flow = nullptr;  // null: forwarded as it is
    FlowKey key;
    ParsedPacket parsed;

    Bytes payload() const { return {data + parsed.payload_offset, parsed.payload_length}; }
};

}  // namespace sluice
