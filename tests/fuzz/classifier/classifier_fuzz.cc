// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/signatures.h"

using namespace sluice;

namespace {

constexpr size_t kFlows = 6;  // more than the pools have room for
using Address = std::array<uint8_t, 16>;
constexpr Address kSubscriber{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 1};
constexpr Address kRemote{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 9};

// One flow, and where each direction of it stands: a plain next segment takes few bytes of input.
struct Talk {
    FlowInspection flow;
    Transport transport;
    uint16_t port;
    std::array<uint32_t, kDirectionCount> next = {0xffffffd0u, 0xfffff000u};
};

// Which a byte says: a direction, a SYN, a sequence number of its own, a length of two bytes, a
// capture that cut it short, ends that nobody named, bytes that go on where the last ones ended.
Segment take_segment(Reader& in, Talk& talk, uint32_t& time_us) {
    Segment segment;
    const uint8_t flags = in.u8();
    segment.direction = Direction(flags & 1);
    segment.transport = talk.transport;
    segment.syn = (flags & 2) != 0;
    uint32_t& next = talk.next[flags & 1];
    segment.sequence = next;
    if ((flags & 4) != 0)
        segment.sequence += static_cast<uint32_t>(int32_t{static_cast<int8_t>(in.u8())} * 8);
    time_us += uint32_t{in.u8()} << 16;
    segment.time_us = time_us;
    segment.time_s = time_us / 1'000'000;
    segment.payload =
        in.take(std::min<size_t>((flags & 8) != 0 ? in.be16() : in.u8(), in.remaining()));
    segment.wire_bytes = static_cast<uint32_t>(segment.payload.size());
    if ((flags & 16) != 0)
        segment.wire_bytes += (flags & 64) != 0 ? in.be16() : in.u8();
    if ((flags & 32) == 0)
        segment.ends = {kSubscriber.data(), kRemote.data(), 40'000, talk.port};
    if ((flags & 4) == 0)
        next += segment.wire_bytes + (segment.syn ? 1 : 0);
    return segment;
}

// What holds for every flow, whatever was sent.
void check(const Talk& talk, const Segment& segment) {
    const Verdict verdict = talk.flow.verdict;
    if ((verdict.label == Label::unknown) != (verdict.grade == Grade::none))
        std::abort();
    if (verdict.label == Label::suspect_encrypted && verdict.grade != Grade::suspect)
        std::abort();
    const bool peer = verdict.label == Label::bittorrent_peer;
    if (peer && segment.transport == Transport::udp)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto kSignatures = Signatures::built_in();
    static Classifier classifier{kSignatures,
                                 {.undecided_flows = 3,
                                  .walked_flows = 3,
                                  .kept_beginnings = 4,
                                  .held_segments = 5,
                                  .learnt_endpoints = 16}};
    std::array<Talk, kFlows> talks;
    for (size_t i = 0; i < kFlows; ++i) {
        talks[i].transport = Transport(i % 2);
        talks[i].port = static_cast<uint16_t>(6'881 + i / 2);
    }
    uint32_t time_us = 0;
    Reader in{{data, size}};
    while (in.remaining() > 0) {
        const uint8_t choice = in.u8();
        Talk& talk = talks[choice % kFlows];
        const Segment last{.transport = talk.transport,
                           .time_us = time_us,
                           .time_s = time_us / 1'000'000,
                           .ends = {kSubscriber.data(), kRemote.data(), 40'000, talk.port}};
        if (choice >= 240) {
            classifier.forget(talk.flow);
        } else if (choice >= 228) {
            classifier.conclude(talk.flow, last);
            check(talk, last);
            classifier.forget(talk.flow);
        } else if (choice >= 216) {
            if (classifier.describe(talk.flow).has_value() != talk.flow.walked())
                std::abort();
        } else if (choice >= 204) {
            classifier.endpoints().learn({{kRemote, talk.port}, talk.transport},
                                         EndpointSource::tracker, time_us / 1'000'000);
        } else {
            const Segment segment = take_segment(in, talk, time_us);
            if (talk.flow.needs_payload())
                classifier.observe(talk.flow, segment);
            check(talk, segment);
        }
    }
    for (Talk& talk : talks)
        classifier.forget(talk.flow);
    if (classifier.undecided_in_use() != 0 || classifier.walkers_in_use() != 0)
        std::abort();  // a slot was lost
    return 0;
}
