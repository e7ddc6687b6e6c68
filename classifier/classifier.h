// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/counter.h"
#include "classifier/label.h"
#include "classifier/peer_description.h"

namespace sluice {

class LearntEndpoints;
class Signatures;  // classifier/signatures.h: the compiled pattern files, shared by all workers

// Between whom a flow runs: addresses of 16 bytes as in PeerAddress, that somebody else owns. Null
// where nobody said; then nothing can be learnt from the flow or known of its ends.
struct FlowEnds {
    const uint8_t* subscriber_address = nullptr;
    const uint8_t* remote_address = nullptr;
    uint16_t subscriber_port = 0;
    uint16_t remote_port = 0;
};

// One packet of a flow as the classifier sees it. The bytes are untrusted and may be cut short by
// a capture's snap length: wire_bytes, never less, is what the packet carried.
struct Segment {
    Bytes payload = {};
    uint32_t wire_bytes = 0;
    Direction direction = Direction::up;
    Transport transport = Transport::tcp;
    bool syn = false;       // TCP: sequence is the SYN's own, the stream begins one after it
    uint32_t sequence = 0;  // TCP: sequence number of the first payload byte (of the SYN)
    uint32_t time_us = 0;   // wraps; for what a state machine needs to tell old from new
    uint32_t time_s = 0;    // the same clock, for what is believed for minutes
    FlowEnds ends = {};
};

// What the classifier keeps in the flow record itself; the rest lives in the classifier's pools
// and is reached by slot. Zero is a fresh flow.
struct FlowInspection {
    enum class Stage : uint8_t {
        open,        // undecided, and nothing is kept but what is here
        tcp_state,   // undecided; kept[0] is a slot of the TCP pool
        udp_state,   // undecided; kept[0] is a slot of the UDP pool
        signalling,  // settled, and read on for the peers that it names; UDP: kept[0] as above or 0
        walked,      // settled, and its messages are read; kept[1] is the walk, kept[0] uTP's slot
        watched,     // settled as a suspect, which a learnt endpoint may still confirm
        settled,     // nothing more to see
    };
    // Where a direction stands before the flow is settled.
    enum class Progress : uint8_t {
        fresh,    // nothing seen
        opened,   // TCP: its SYN was seen; kept has the sequence number after it
        pending,  // bytes that may still match; the undecided state holds them
        judged,   // how it began has been judged
    };
    enum Flag : uint8_t {
        kUniformUp = 1 << 0,    // the first payload was as uniform as ciphertext
        kUniformDown = 1 << 1,  //
        kOpenedUp = 1 << 2,     // TCP: the first SYN went this way
        kOpenedDown = 1 << 3,   //
        kEncrypted = 1 << 4,    // BitTorrent, or a suspect, whose payload is encrypted
        kFramedUp = 1 << 5,     // TCP, stage open: it may be messages that went this way; kept has
        kFramedDown = 1 << 6,   // the sequence number at which the next one would begin
        kExchanged = 1 << 7,    // TCP: began with all four flights of an encrypted exchange
    };

    Verdict verdict;
    Stage stage = Stage::open;
    uint8_t flags = 0;
    uint8_t packets[2] = {};  // that count against the budget, per direction
    Progress progress[2] = {};
    // Stage open, TCP: per direction, the sequence number that its stream begins with.
    uint32_t kept[2] = {};

    // The verdict is final, but for a suspect's; observe() is only needed if needs_payload().
    bool settled() const { return stage >= Stage::signalling; }
    bool walked() const { return stage == Stage::walked; }
    bool holds_state() const {
        return stage == Stage::tcp_state || stage == Stage::udp_state ||
               (stage == Stage::signalling && kept[0] != 0);
    }
    bool needs_payload() const { return stage != Stage::settled; }
    bool encrypted() const { return (flags & kEncrypted) != 0; }
};
static_assert(sizeof(FlowInspection) == 16, "lies in the flow record's first lines");

// Recognises flows. One per worker, private to its thread: all memory is taken when it is built,
// and neither observe() nor forget() allocates, throws or reads a clock.
//
// From its first observe() to forget() a FlowInspection stays where it is in memory. When
// inspection states or beginnings run out, the flow that has held one for longest loses it to the
// one that needs it, and goes on without or settles as it is: so connections that stop half-way
// cost other undecided flows time, and neither room nor anything that is settled.
class Classifier {
 public:
    struct Settings {
        uint32_t undecided_flows = 16'384;  // flows under inspection at the same time
        uint32_t walked_flows = 65'536;     // recognised peer-wire flows whose messages are counted
        uint32_t kept_beginnings = 4'096;   // buffers for streams that may still match
        uint32_t held_segments = 4'096;     // buffers for bytes that arrive out of order
        // Per direction; then the flow settles as it is. Of TCP, only packets without new bytes to
        // look at count, since a handshake may come byte by byte.
        uint32_t budget_bytes = 2'048;  // at most 2,048
        uint8_t budget_packets = 12;
        // Of TCP flows picked up after their beginning: a block of 16 KiB has one header.
        uint8_t joined_budget_packets = 32;
        uint32_t learnt_endpoints = 65'536;  // peers whose whereabouts are remembered
        uint64_t hash_seed = 0;              // of their table: secret, random per run
    };

    // Read by any thread.
    struct Counts {
        std::array<std::array<Counter, kMessageKindCount>, kDirectionCount> messages;
        Counter inspected_packets;
        Counter undecided_exhausted;   // no inspection state left
        Counter undecided_displaced;   // and the oldest was taken from its flow
        Counter walkers_exhausted;     // labelled, but its messages are not counted
        Counter beginnings_exhausted;  // no buffer left for how a stream begins: the same
        Counter held_exhausted;        // no buffer for bytes out of order: a gap
        Counter walker_gaps;           // a walker lost its place
        Counter walker_resumed;        // and found it again
        Counter contents_unread;       // of bitfields and extensions: too long, cut off, malformed
        Counter budget_spent;          // settled as unknown
        // Kinds that were read since forget_heard(), a bit each. The worker's own alone.
        uint64_t heard = 0;
    };

    // Throws std::runtime_error if a stream cannot be opened.
    Classifier(std::shared_ptr<const Signatures> signatures, const Settings& settings);
    ~Classifier();
    Classifier(const Classifier&) = delete;
    Classifier& operator=(const Classifier&) = delete;

    // Looks at one segment of a flow that needs_payload(), or at its SYN. True if the verdict rose.
    bool observe(FlowInspection& flow, const Segment& segment);

    // The flow is about to end. What its ends are known for by now may say what it was: a client
    // whose encrypted attempt failed comes again in plain text. last needs transport, time_s and
    // ends. True if the verdict rose.
    bool conclude(FlowInspection& flow, const Segment& last);

    // What a peer-wire flow whose messages are read has been so far; nothing of any other.
    std::optional<PeerDescription> describe(const FlowInspection& flow) const;

    // The flow is gone: its slots return to the pools.
    void forget(FlowInspection& flow);

    // Where peers are. The dataplane exchanges what is new of it between the workers.
    LearntEndpoints& endpoints();
    const LearntEndpoints& endpoints() const;

    const Counts& counts() const;
    void forget_heard();
    size_t memory_bytes() const;
    uint32_t undecided_in_use() const;
    uint32_t walkers_in_use() const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
